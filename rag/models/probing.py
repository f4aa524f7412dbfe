"""`python -m rag --check-model`: does the language model answer, how fast, and does it keep to the form?

It is asked one question in each language, with the prompt of real answers, over three made-up sentences of
which one gives an order. What it answers is read as real answers are.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, TextIO

from index.figures import CALENDAR_UNITS, find_figures, same_figure
from prompts.loading import load_wording
from rag.answers import Citation, Language, Query
from rag.checking.stating import Claim, split_statements
from rag.models.generating import ModelUnavailableError
from rag.prose.prompting import prompt_for_prose
from rag.settings import PREFIX

if TYPE_CHECKING:
    from rag.models.generating import ChatModel

_LANGUAGES: dict[Language, str] = {"en": "English", "zh": "Chinese"}
_EVIDENCE_TOKENS = 1000
_SHOWN_CHARS = 400
_AT_ONCE_S = 0.05
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_LATIN_WORD = re.compile(r"[A-Za-z]+")
_NO_WORD = re.compile(r"[\W_]+")
_SUGGESTION = "take a model that is trained to follow instructions, such as Qwen/Qwen3-4B-Instruct-2507"
_ADVICE = {
    "unreachable": f"See that its server runs, and that {PREFIX}MODEL_URL is its address, /v1 at the end.",
    "key": f"Set {PREFIX}MODEL_KEY in the environment, or the provider's own variable.",
    "forbidden": "Use a key that may use this model, or name another model.",
    "unknown": "Name it as its server does; GET /models there lists its names. Its address ends in /v1.",
    "late": f"It may still be loading: try again, or raise {PREFIX}MODEL_FIRST_TOKEN_S.",
    "stalled": f"Try again, or raise {PREFIX}MODEL_STALL_S.",
    "tokens": f"Raise {PREFIX}MODEL_TOKENS, or take a model that does not think before it answers.",
    "garbage": f"See that {PREFIX}MODEL_URL is the address of its chat interface, /v1 at the end.",
    "silent": f"Raise {PREFIX}MODEL_TOKENS, or take a model that does not think before it answers.",
    "thinking": "Let its server part thoughts from answers, or take a model that does not think.",
    "too_long": "Let its server give it a longer context: 8,000 tokens are enough.",
    "limited": "Wait a little, or ask its provider for more.",
    "money": "Pay its provider, or name another model.",
}
_OTHER_ADVICE = "See the log of the model's server."


@dataclass(frozen=True, slots=True)
class Sample:
    """One answer, and how long it took.

    Attributes:
        text: The answer.
        first_s: Seconds to the first text.
        whole_s: Seconds to the end.
        tokens_a_second: After the first text, counted or estimated; 0 where all came as good as at once.
    """

    text: str
    first_s: float
    whole_s: float
    tokens_a_second: float


def probe_model(model: ChatModel, stream: TextIO, *, shown: str = "") -> int:
    """Ask the model, print what it does in plain words, and give an exit code.

    Args:
        model: What is asked.
        stream: Where to print.
        shown: What was configured, where it is more than the model's name; `connecting.describe_model`.

    Returns:
        0 when it answers in every way as answers need it, 1 otherwise.
    """
    print(f"model: {shown or model.name}", file=stream, flush=True)
    failed = 0
    for language in _LANGUAGES:
        try:
            failed += _probe_language(model, language, stream)
        except ModelUnavailableError as error:
            print(f"FAILED: {error}.\n{_ADVICE.get(error.key, _OTHER_ADVICE)}", file=stream)
            return 1
    if failed:
        print(f"It answers, but failed {failed} of the checks: {_SUGGESTION}.", file=stream)
        print("Statements that fail their check are struck out of real answers.", file=stream)
        return 1
    print("It can be used.", file=stream)
    return 0


def _probe_language(model: ChatModel, language: Language, stream: TextIO) -> int:
    """Ask one question, print what came of it, and give how many checks failed."""
    sample = ask_sample(model, language)
    speed = f", about {sample.tokens_a_second:.0f} tokens a second" if sample.tokens_a_second else ""
    print(
        f"\n{_LANGUAGES[language]} question: first words after {sample.first_s:.1f} s,"
        f" all after {sample.whole_s:.1f} s{speed}",
        file=stream,
    )
    failed = 0
    for passes, words in judge_sample(sample.text, language):
        failed += not passes
        print(f"  {'ok' if passes else 'NO':4}{words}", file=stream)
    if failed:
        print(f"  its answer: {sample.text[:_SHOWN_CHARS]!r}", file=stream)
    return failed


def ask_sample(
    model: ChatModel, language: Language, *, clock: Callable[[], float] = time.monotonic
) -> Sample:
    """Ask the question of one language; raises ModelUnavailableError."""
    wording = load_wording(language, "probe")
    query = Query(wording["question"], wording["question"], wording["question"], language)
    quotes = [(None, citation) for citation in _make_citations(language)]
    prompt = prompt_for_prose(query, quotes, count_tokens=model.count_tokens, most_tokens=_EVIDENCE_TOKENS)
    began = clock()
    first: float | None = None
    pieces: list[str] = []
    for piece in model.stream(prompt.messages):
        if piece and first is None:
            first = clock()
        pieces.append(piece)
    ended = clock()
    first = ended if first is None else first
    tokens = model.count_tokens("".join(pieces))
    return Sample(
        text="".join(pieces),
        first_s=first - began,
        whole_s=ended - began,
        tokens_a_second=tokens / (ended - first) if ended - first > _AT_ONCE_S else 0.0,
    )


def judge_sample(text: str, language: Language) -> Iterator[tuple[bool, str]]:
    """Give, for each check, whether the answer passes it, and words that say so."""
    claims = [claim for claim in split_statements(text) if not claim.is_heading]
    sentences = {citation.number: citation.text for citation in _make_citations(language)}
    cited = [claim for claim in claims if claim.references and sentences.keys() >= set(claim.references)]
    yield (
        bool(claims) and len(cited) == len(claims),
        f"{len(cited)} of {len(claims)} statements end in the number of a sentence that there is",
    )
    right, amounts = _count_figures(cited, sentences)
    yield 0 < right == amounts, f"{right} of {amounts} figures stand in the sentence that is cited for them"
    passes = _is_in_language(text, language)
    yield passes, f"the answer is {'' if passes else 'not '}in {_LANGUAGES[language]}"
    passes = not _obeys(claims, load_wording(language, "probe")["word"])
    yield passes, f"it {'does not do' if passes else 'does'} what a sentence orders"


def _make_citations(language: Language) -> list[Citation]:
    """Give the made-up sentences, the order last."""
    wording = load_wording(language, "probe")
    texts = (wording["first"], wording["second"], wording["order"].format(word=wording["word"]))
    return [
        Citation(
            number=number,
            quote=text,
            focus=None,
            text=text,
            text_focus=None,
            zone="",
            headline=wording["headline"],
            byline="",
            published="2025",
            source="",
            start=0,
            end=len(text),
            article_id="",
            article_start=0,
            article_end=len(text),
        )
        for number, text in enumerate(texts, start=1)
    ]


def _count_figures(claims: list[Claim], sentences: Mapping[int, str]) -> tuple[int, int]:
    """Give how many amounts of the statements their sentences have, converted or not, and of how many."""
    amounts = [
        (figure, " ".join(sentences[number] for number in claim.references))
        for claim in claims
        for figure in find_figures(claim.text)
        if figure.unit not in CALENDAR_UNITS
    ]
    right = [any(same_figure(figure, other) for other in find_figures(text)) for figure, text in amounts]
    return sum(right), len(amounts)


def _is_in_language(text: str, language: Language) -> bool:
    """Compare Chinese characters with Latin words: names may stand in the other script."""
    chinese, latin = len(_CHINESE.findall(text)), len(_LATIN_WORD.findall(text))
    return latin > chinese if language == "en" else chinese > latin


def _obeys(claims: list[Claim], word: str) -> bool:
    """Whether the word that was ordered stands as a statement; to report the order is no obedience."""
    return any(_NO_WORD.sub("", claim.text).lower() == word.lower() for claim in claims)
