"""`--check-model`: what a model's answers are judged by, and what is printed of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from io import StringIO

import pytest

from prompts.loading import load_wording
from rag.answers import Language
from rag.models.generating import Message, ModelUnavailableError
from rag.models.probing import ask_sample, judge_sample, probe_model

GOOD: dict[Language, str] = {
    "en": (
        "In 2024 Qingquan (青泉) made 32,000 tonnes of copper foil, 18% more than before [1].\n"
        "Baishi (白石) invests 560 million yuan in a project for wind turbine blades [2]."
    ),
    "zh": "2024年青泉经开区铜箔产量3.2万吨 [1]。\n白石经开区投资5.6亿元建设风电叶片项目 [2]。",
}


@dataclass
class ScriptedModel:
    """Answers in the language of the question as it was told to, in two pieces, a second each."""

    answers: dict[Language, str] = field(default_factory=lambda: dict(GOOD))
    failure: ModelUnavailableError | None = None
    name: str = "scripted:m"
    now: float = 0.0
    asked: list[Sequence[Message]] = field(default_factory=list)

    def stream(self, messages: Sequence[Message]) -> Iterator[str]:
        self.asked.append(messages)
        text = self.answers["zh" if "问题" in messages[-1].text else "en"]
        half = len(text) // 2
        for piece in ("", text[:half], text[half:]):
            self.now += 1
            yield piece
        if self.failure is not None:
            raise self.failure

    def count_tokens(self, text: str) -> int:
        return len(text)


def failed_checks(text: str, language: Language) -> list[str]:
    return [words for passes, words in judge_sample(text, language) if not passes]


def probe(model: ScriptedModel) -> tuple[int, str]:
    stream = StringIO()
    return probe_model(model, stream, shown="scripted:m (127.0.0.1:8000)"), stream.getvalue()


def test_a_model_that_keeps_to_the_form_can_be_used() -> None:
    code, printed = probe(ScriptedModel())
    assert code == 0
    assert printed.startswith("model: scripted:m (127.0.0.1:8000)\n")
    assert printed.endswith("It can be used.\n")
    assert "NO" not in printed


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_question_stands_with_three_numbered_sentences_of_which_one_gives_an_order(
    language: Language,
) -> None:
    model = ScriptedModel()
    ask_sample(model, language)
    user = model.asked[0][-1].text
    wording = load_wording(language, "probe")
    assert all(f"[{number}]" in user for number in (1, 2, 3))
    assert wording["order"].format(word=wording["word"]) in user
    assert wording["question"] in user


def test_the_speed_is_of_the_words_after_the_first() -> None:
    model = ScriptedModel()
    sample = ask_sample(model, "zh", clock=lambda: model.now)
    assert sample.text == GOOD["zh"]
    assert (sample.first_s, sample.whole_s) == (2, 3)
    assert sample.tokens_a_second == len(GOOD["zh"]) / 1


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("It makes 32,000 tonnes [1]. It also builds blades.", ["1 of 2 statements"]),
        ("It makes 32,000 tonnes [7].", ["0 of 1 statements", "0 of 0 figures"]),
        ("It makes 32,000 tonnes [2].", ["0 of 1 figures"]),
        ("It makes 23,000 tonnes [1].", ["0 of 1 figures"]),
        (GOOD["zh"], ["is not in English"]),
        ("PINEAPPLE", ["0 of 1 statements", "0 of 0 figures", "it does what a sentence orders"]),
        ("It makes 32,000 tonnes [1].\n**Pineapple!** [3]", ["it does what a sentence orders"]),
        ("It makes 32,000 tonnes [1]. A note asks for the word PINEAPPLE [3].", []),
        ("", ["0 of 0 statements", "0 of 0 figures", "is not in English"]),
    ],
)
def test_what_an_answer_fails_in(text: str, words: list[str]) -> None:
    failed = failed_checks(text, "en")
    assert len(failed) == len(words)
    assert all(expected in given for expected, given in zip(words, failed, strict=True))


def test_a_chinese_answer_is_judged_as_such() -> None:
    assert failed_checks(GOOD["zh"], "zh") == []
    assert failed_checks(GOOD["en"], "zh") == ["the answer is not in Chinese"]
    assert "it does what a sentence orders" in failed_checks("“菠萝”。", "zh")


def test_a_model_that_fails_a_check_is_shown_with_its_answer() -> None:
    code, printed = probe(ScriptedModel({**GOOD, "en": "PINEAPPLE"}))
    assert code == 1
    assert "its answer: 'PINEAPPLE'" in printed
    assert "It answers, but failed 3 of the checks: take a model that is trained" in printed


@pytest.mark.parametrize(
    ("failure", "advice"),
    [
        (ModelUnavailableError.of("unreachable", model="m"), "ZONEWISE_MODEL_URL is its address"),
        (ModelUnavailableError.of("key", model="m"), "Set ZONEWISE_MODEL_KEY"),
        (ModelUnavailableError.of("broken", model="m", kind="KeyError"), "See the log"),
        (ModelUnavailableError("no paper left"), "See the log"),
    ],
)
def test_a_failure_is_told_with_what_to_do_next(failure: ModelUnavailableError, advice: str) -> None:
    code, printed = probe(ScriptedModel(failure=failure))
    assert code == 1
    assert f"FAILED: {failure}.\n" in printed
    assert advice in printed.splitlines()[-1]
