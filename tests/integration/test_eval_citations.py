"""Citations of the real pipeline's answers, judged by the pages' files, by the check, and by a model."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from eval.__main__ import main
from eval.citing.judging_citations import CITATION_PRECISION, CITATION_RECALL, QUOTE_EXACTNESS
from eval.citing.page_judges import PageJudges
from eval.judging import judge_answer
from eval.questions import GoldQuestion
from index.documents import Article
from rag.answers import Answer
from rag.pipeline import Pipeline
from tests.scripted_server import Asked, Reply, ScriptedServer
from tests.small_pages import PAGES

LIST = GoldQuestion("l", "list", "en", "Which zones process copper?", ("运城", "垣曲"))
COMPARISON = GoldQuestion("c", "compare", "zh", "祁县和绛县哪个开发区的企业更多？", answers=(("64",),))
AUTHOR = GoldQuestion("a", "fact", "zh", "报道垣曲铜杆项目的作者是谁？", answers=(("史可",),))
NOBODY = GoldQuestion("u", "unanswerable", "en", "Who won the 2018 chess championship?")
ASKED = (LIST, COMPARISON, AUTHOR, NOBODY)


@pytest.fixture(scope="module")
def judges() -> PageJudges:
    return PageJudges()


def measure(gold: GoldQuestion, answer: Answer, judges: PageJudges) -> dict[str, float]:
    metrics = judge_answer(gold, answer, judges=judges.open(PAGES)).metrics
    figures = (CITATION_PRECISION, CITATION_RECALL, QUOTE_EXACTNESS)
    return {name: metrics[name] for name in figures if name in metrics}


@pytest.mark.parametrize(
    ("row", "is_precise"),
    [pytest.param("[1][1]", True, id="twice"), pytest.param("[1][2]", False, id="more")],
)
def test_a_reference_too_many_behind_a_quote_costs_precision_and_one_twice_nothing(
    row: str, *, is_precise: bool, pipeline: Pipeline, judges: PageJudges
) -> None:
    answer = pipeline.answer(LIST.question)
    metrics = measure(LIST, replace(answer, text=answer.text.replace("[1]", row)), judges)
    assert metrics[CITATION_RECALL] == 1.0
    wanted = 1.0 if is_precise else len(answer.citations) / (len(answer.citations) + 1)
    assert metrics[CITATION_PRECISION] == pytest.approx(wanted)


@pytest.mark.parametrize("gold", [LIST, COMPARISON, AUTHOR], ids=["list", "comparison", "author"])
def test_citations_of_quoted_answers_bear_them_out(
    gold: GoldQuestion, pipeline: Pipeline, judges: PageJudges
) -> None:
    answer = pipeline.answer(gold.question)
    assert answer.citations
    assert not answer.abstained
    assert measure(gold, answer, judges) == {
        "quote_exactness": 1.0,
        "citation_precision": 1.0,
        "citation_recall": 1.0,
    }


def shuffle(answer: Answer) -> Answer:
    """Let each number stand for the next citation."""
    numbers = [citation.number for citation in answer.citations]
    turned = (*numbers[1:], numbers[0])
    moved = sorted(
        (replace(one, number=number) for one, number in zip(answer.citations, turned, strict=True)),
        key=lambda one: one.number,
    )
    return replace(answer, citations=tuple(moved))


def change_figure(answer: Answer) -> Answer:
    return replace(answer, text=answer.text.replace("7家", "8家"))


@pytest.mark.parametrize(
    ("spoil", "recall"), [(shuffle, 0.0), (change_figure, 0.5)], ids=["shuffled", "one figure changed"]
)
def test_spoilt_answers_are_not_borne_out(
    spoil: Callable[[Answer], Answer], recall: float, pipeline: Pipeline, judges: PageJudges
) -> None:
    answer = pipeline.answer(LIST.question)
    assert len(answer.citations) == 2
    figures = measure(LIST, spoil(answer), judges)
    assert (figures["citation_recall"], figures["citation_precision"]) == (recall, recall)


def test_quotes_one_character_off_are_not_exact(
    pipeline: Pipeline, judges: PageJudges, monkeypatch: pytest.MonkeyPatch
) -> None:
    locate = Article.locate

    def locate_too_far(self: Article, start: int, end: int) -> tuple[int, int]:
        first, last = locate(self, start, end)
        return first + 1, last + 1

    monkeypatch.setattr(Article, "locate", locate_too_far)
    answer = pipeline.answer(LIST.question)
    assert answer.citations
    assert measure(LIST, answer, judges)["quote_exactness"] == 0.0


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    rows = [
        {
            "id": one.id,
            "kind": one.kind,
            "lang": one.lang,
            "question": one.question,
            "zones": list(one.zones),
            "answers": [list(group) for group in one.answers],
        }
        for one in ASKED
    ]
    path = tmp_path / "mine.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    return path


def evaluate(gold: Path, index: Path, server: ScriptedServer, *more: str, status: int = 0) -> dict[str, Any]:
    out = gold.with_suffix(".json")
    arguments = ["--questions", str(gold), "--pages", str(PAGES), "--index", str(index), "--json", str(out)]
    judge = ["--judge", "openai:scripted", "--judge-url", server.url, *more]
    assert main([*arguments, *judge]) == status
    report: dict[str, Any] = json.loads(out.read_text("utf-8"))
    return report


def judge_strictly(asked: Asked) -> str:
    """Say yes where the statement's quote stands among the sentences, in the question's language."""
    words = ("是", "否") if asked.user.startswith("句子") else ("yes", "no")
    sentences, statement = asked.user.split("PAGES>>>")[:2]
    quote = statement.partition("「")[2].partition("」")[0]
    return words[0] if quote and quote in sentences else words[1]


def test_a_model_judges_beside_the_check(
    gold: Path, small_index_dir: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with ScriptedServer(judge_strictly) as server:
        report = evaluate(gold, small_index_dir, server)
    # The comparison and the author hold no quote, so that this judge calls them not borne out.
    assert (report["citation_recall"], report["citation_precision"]) == (1.0, 1.0)
    assert report["citation_recall_judged"] == pytest.approx((1 + 2 / 3 + 0) / 3)
    judge = report["judge"]
    assert (judge["model"], judge["unreadable"], judge["failed"]) == ("openai:scripted", 0, 0)
    assert (judge["statements"], judge["check_alone_says_yes"], judge["model_alone_says_yes"]) == (6, 2, 0)
    assert (judge["agreement"], judge["kappa"]) == (4 / 6, 0.0)
    assert judge["calls"] == len(server.asked) == 6
    assert "agrees with the check on 0.667 of 6 statements, kappa 0.00" in capsys.readouterr().out


@pytest.mark.models
def test_a_model_in_this_process_judges_too(gold: Path, small_index_dir: Path, tmp_path: Path) -> None:
    from tests.tiny_models import make_causal_model

    folder = make_causal_model(tmp_path / "model", "yes")
    out = tmp_path / "out.json"
    arguments = ["--questions", str(gold), "--pages", str(PAGES), "--index", str(small_index_dir)]
    assert main([*arguments, "--judge", f"hf:{folder}", "--json", str(out), "--quiet"]) == 0
    report = json.loads(out.read_text("utf-8"))
    assert (report["citation_recall_judged"], report["citation_precision_judged"]) == (1.0, 1.0)
    assert (report["judge"]["statements"], report["judge"]["kappa"]) == (6, None)


def test_what_the_model_does_not_say_is_counted_and_not_guessed(
    gold: Path, small_index_dir: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with ScriptedServer("yes", "I think so.", "yes") as server:
        report = evaluate(gold, small_index_dir, server)
    # The second statement is of the list; the other two answers are judged whole.
    assert report["citation_recall_judged"] == 1.0
    assert [one["id"] for one in report["questions"] if "citation_recall_judged" in one["metrics"]] == [
        "c",
        "a",
    ]
    assert (report["judge"]["unreadable"], report["judge"]["statements"]) == (1, 5)
    assert "neither yes nor no 1" in capsys.readouterr().out


def test_a_judge_that_is_down_gives_no_figure_and_says_so(
    gold: Path, small_index_dir: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with ScriptedServer(Reply(status=500)) as server:
        report = evaluate(gold, small_index_dir, server, "--judge-set", "model_retries=0")
        assert len(server.asked) == 3
    assert "citation_recall_judged" not in report
    assert report["citation_recall"] == 1.0
    assert report["judge"]["failed"] == 3
    assert "failed 3, the last because the server of openai:scripted" in capsys.readouterr().out


def test_the_judge_has_settings_of_its_own(
    gold: Path, small_index_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The pipeline's key and tokens are not the judge's, and the judge's key is nobody else's."""
    monkeypatch.setenv("ZONEWISE_MODEL_KEY", "of-the-answerer")
    monkeypatch.setenv("ZONEWISE_MODEL_TOKENS", "77")
    monkeypatch.setenv("ZONEWISE_JUDGE_KEY", "of-the-judge")
    with ScriptedServer("yes") as server:
        evaluate(gold, small_index_dir, server, "--judge-set", "model_tokens=99", "--judge-calls", "2")
    assert len(server.asked) == 2
    assert {asked.headers["authorization"] for asked in server.asked} == {"Bearer of-the-judge"}
    sent = [asked.body.get("max_completion_tokens", asked.body.get("max_tokens")) for asked in server.asked]
    assert sent == [99, 99]


MISUSE = {
    "--judge-url needs --judge": ["--judge-url", "http://127.0.0.1:1/v1"],
    "--judge-set takes NAME=VALUE": ["--judge", "openai:x", "--judge-set", "list_threshold=1"],
    "--judge-calls and --judge-seconds": ["--judge", "openai:x", "--judge-calls", "0"],
}


@pytest.mark.parametrize(("told", "arguments"), MISUSE.items(), ids=MISUSE)
def test_wrong_use_is_told(
    told: str, arguments: Sequence[str], gold: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--questions", str(gold), "--pages", str(PAGES), *arguments])
    assert ended.value.code == 2
    assert told in capsys.readouterr().err


def test_articles_take_no_judge(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--articles", "a.jsonl", "--pages", str(PAGES), "--judge", "openai:x"])
    assert "leave it out for articles" in capsys.readouterr().err


def test_a_model_that_cannot_be_named_is_an_error(gold: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--questions", str(gold), "--pages", str(PAGES), "--judge", "nobody"]) == 1
    assert "model is 'nobody'; it takes provider:name" in capsys.readouterr().err
