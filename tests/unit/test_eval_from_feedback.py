"""Ratings become gold where a reader agreed, and a row for a person where not; never the other way."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval import __main__ as command
from eval.from_feedback.joining_ratings import join_ratings
from eval.from_feedback.making_gold import make_row
from eval.from_feedback.reading_feedback import MAX_LINE_BYTES, read_feedback
from eval.questions import GoldFileError, load_questions

FOIL = "总投资24.96亿元的铜箔项目已经开工建设，预计明年六月投产。"
ROD = "项目占地132亩，年产铜杆12万吨。"


def cite(text: str, zone: str, focus: str = "", **fields: Any) -> dict[str, Any]:
    at = text.index(focus)
    marked = [at, at + len(focus)] if focus else None
    return {
        "number": 1,
        "text": text,
        "text_focus": marked,
        "zone": zone,
        "byline": "",
        "source": "a.txt",
        **fields,
    }


def rate(rating: str = "up", **fields: Any) -> dict[str, Any]:
    """Give a line of feedback on a list question, with some fields as a test wants them."""
    question = fields.pop("question", "Which zones process copper?")
    nothing = {"zones": [], "cities": [], "since": "", "until": "", "sources": []}
    return {
        "version": 1, "time": "2026-03-07T09:05:00+00:00", "rating": rating, "comment": "", "answer": "k",
        "question": question, "history": [], "standalone": question, "narrowing": nothing, "language": "en",
        "form": "list", "expects": "any", "text": "**2 zones fit.**", "abstained": False,
        "zones": ["垣曲经开区", "绛县经开区"],
        "citations": [cite(FOIL, "垣曲经开区"), cite(ROD, "绛县经开区")],
        "model": "", "index": {"generation": 1, "encoder": "e"}, **fields,
    }  # fmt: skip


Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write lines of feedback: objects, or texts as they are."""

    def write_lines(*lines: object) -> Path:
        path = tmp_path / "feedback.jsonl"
        texts = [line if isinstance(line, str) else json.dumps(line, ensure_ascii=False) for line in lines]
        path.write_text("".join(f"{text}\n" for text in texts), encoding="utf-8")
        return path

    return write_lines


def make(path: Path) -> list[dict[str, Any]]:
    """Give the rows that a file makes."""
    return [make_row(joined).values for joined in join_ratings(read_feedback(path).ratings)]


def test_a_list_that_helped_wants_its_zones_and_their_sentences(write: Write) -> None:
    extra = rate(zones=["垣曲经开区", "绛县经开区", "侯马经开区"])
    [row] = make(write(extra))
    assert row["kind"] == "list"
    assert (row["zones"], row["optional_zones"]) == (["垣曲经开区", "绛县经开区"], ["侯马经开区"])
    assert row["evidence"] == [FOIL, ROD]
    assert row["traits"] == ["unreviewed"]
    assert "answers" not in row


@pytest.mark.parametrize(
    ("fields", "kind", "answers", "evidence", "traits"),
    [
        ({"form": "quotes", "expects": "number",
          "citations": [cite(FOIL, "垣曲经开区"), cite(FOIL + ROD, "绛县经开区", "132亩")]},
         "number", [["132亩"]], [ROD], ["unreviewed"]),
        ({"form": "quotes", "expects": "date", "citations": [cite(FOIL, "垣曲经开区", "明年六月")]},
         "fact", [["明年六月"]], [FOIL], ["unreviewed"]),
        ({"form": "written", "expects": "any", "citations": [cite(FOIL, "垣曲经开区")]},
         "fact", [[FOIL]], [FOIL], ["unreviewed", "by_sentence"]),
        ({"form": "author", "citations": [cite(FOIL, "垣曲经开区", byline="张三")]},
         "fact", [["张三"]], [FOIL], ["unreviewed"]),
        ({"form": "written_comparison",
          "citations": [
              cite(FOIL, "垣曲经开区", "24.96亿元"), cite(ROD, "绛县经开区", "12万吨"), cite(ROD, "x"),
          ]},
         "compare", [["24.96亿元"], ["12万吨"]], [FOIL, ROD], ["unreviewed"]),
    ],
    ids=["number", "date", "sentence", "author", "comparison"],
)  # fmt: skip
def test_what_was_marked_is_the_answer(
    write: Write, fields: dict[str, Any], kind: str, answers: object, evidence: object, traits: object
) -> None:
    [row] = make(write(rate(question="How much?", **fields)))
    assert (row["kind"], row["answers"], row["evidence"], row["traits"]) == (kind, answers, evidence, traits)


def test_an_abstention_that_helped_is_unanswerable_and_has_no_evidence(write: Write) -> None:
    [row] = make(write(rate(abstained=True, form="abstention", zones=[])))
    assert row["kind"] == "unanswerable"
    assert "agreed" in row["why"]
    assert not {"zones", "evidence", "answers"} & set(row)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (rate("down", comment="no"), "rated down"),
        (rate(narrowing={"zones": [], "cities": ["运城"]}), "narrowed: gold is asked over all articles"),
        (rate(zones=[]), "a list without a zone that is cited"),
        (rate(form="written", citations=[]), "cites nothing"),
    ],
    ids=["down", "narrowed", "no zone", "no citation"],
)  # fmt: skip
def test_what_cannot_be_gold_is_for_a_person_and_counts_nowhere(
    write: Write, tmp_path: Path, line: dict[str, Any], reason: str
) -> None:
    [row] = make(write(line))
    assert row["reason"] == reason
    assert row["comment"] == line["comment"]
    review = tmp_path / "review.jsonl"
    review.write_text(json.dumps(row), encoding="utf-8")
    with pytest.raises(GoldFileError, match="kind must be a text"):
        load_questions(review)


def test_the_last_rating_of_an_answer_counts_and_is_no_contradiction(write: Write) -> None:
    path = write(
        rate("down"),
        rate("up", comment="after all"),
        rate("up", answer="k2", question="WHICH zones process  copper"),
    )
    [joined] = join_ratings(read_feedback(path).ratings)
    assert (joined.up, joined.down, joined.is_contradicted) == (2, 0, False)
    assert joined.last.key == "k2"


def test_readers_who_disagree_are_named(write: Write, capsys: pytest.CaptureFixture[str]) -> None:
    path = write(rate("down"), rate("up", answer="k2"))
    [row] = make(path)
    assert row["traits"] == ["unreviewed", "contradicted"]
    assert command.main(["--from-feedback", str(path)]) == 0
    out = capsys.readouterr().out
    assert "readers disagree (1 up, 1 down; the last, up, counts): Which zones process copper?" in out
    assert "nothing was written; give --to FILE" in out
    assert list(path.parent.iterdir()) == [path]


def test_a_follow_up_keeps_what_it_leans_on_and_other_questions_do_not(write: Write) -> None:
    history = ["Which zones process copper?", "And in Yuncheng?"]
    leaning = rate(
        question="and in yuncheng", history=history, standalone="Which zones in Yuncheng process copper?"
    )
    alone = rate(question="Who won?", history=history)
    rows = make(write(leaning, alone))
    assert rows[0]["before"] == ["Which zones process copper?"]
    assert "before" not in rows[1]
    assert rows[0]["id"] != rows[1]["id"]


BAD = {
    "cut": ('{"version": 1, "que', "is no JSON"),
    "array": ("[]", "is no JSON object"),
    "deep": ("[" * 20_000, "is no JSON"),
    "version": (rate(version=2), "is of version 2; this program reads 1"),
    "rating": (rate("great"), "rating is 'great'; it is one of up, down"),
    "question": (rate(question=" "), "question is empty"),
    "history": (rate(history=["a", 1]), "history holds something that is no text"),
    "abstained": (rate(abstained="no"), "abstained is 'no'"),
    "citations": (rate(citations=["x"]), "citations holds something that is no object"),
    "focus": (rate(citations=[{**cite(ROD, "z"), "text_focus": [0, 999]}]), "does not lie within the text"),
    "focus pair": (
        rate(citations=[{**cite(ROD, "z"), "text_focus": [True, 2]}]),
        "does not lie within the text",
    ),
}


@pytest.mark.parametrize(("line", "said"), BAD.values(), ids=list(BAD))
def test_a_bad_line_is_named_and_the_others_are_used(write: Write, line: object, said: str) -> None:
    read = read_feedback(write(rate(), line, "", rate(answer="k2")))
    assert [rated.line for rated in read.ratings] == [1, 4]
    [fault] = read.faults
    assert fault.startswith("line 2: ")
    assert said in fault


def test_bytes_that_are_no_text_and_lines_without_end_are_left_out(write: Write) -> None:
    path = write(rate())
    with path.open("ab") as file:
        file.write(
            b"\xff\xfe\n" + b"x" * (MAX_LINE_BYTES + 1) + b"\n" + json.dumps(rate(answer="k2")).encode()
        )
    read = read_feedback(path)
    assert [rated.key for rated in read.ratings] == ["k", "k2"]
    assert len(read.faults) == 2


VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
)


@given(field=st.sampled_from(sorted(rate())), value=VALUES)
def test_any_value_is_read_or_named(
    tmp_path_factory: pytest.TempPathFactory, field: str, value: object
) -> None:
    path = tmp_path_factory.mktemp("any") / "feedback.jsonl"
    path.write_text(json.dumps({**rate(), field: value}) + "\n", encoding="utf-8")
    read = read_feedback(path)
    assert len(read.ratings) + len(read.faults) == 1
    for joined in join_ratings(read.ratings):
        row = make_row(joined).values
        assert ("kind" in row) != ("reason" in row)
        json.dumps(row)


def test_the_command_writes_both_files_and_overwrites_none(
    write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write(rate(), rate("down", question="Who?", answer="k2"), "{")
    to = tmp_path / "out" / "questions.jsonl"
    report = tmp_path / "report.json"
    arguments = ["--from-feedback", str(path), "--to", str(to), "--json", str(report)]
    assert command.main(arguments) == 3
    said = capsys.readouterr()
    assert said.out.splitlines()[:3] == [
        f"{path}: 2 ratings of 2 questions, 1 lines not read",
        "questions, not reviewed: 1 (1 list)",
        "for a person: 1 (1 rated down)",
    ]
    assert "line 3: is no JSON" in said.err
    assert [question.zones for question in load_questions(to)] == [("垣曲经开区", "绛县经开区")]
    [review] = [
        json.loads(line) for line in (to.parent / "questions.review.jsonl").read_text("utf-8").splitlines()
    ]
    assert review["question"] == "Who?"
    written = json.loads(report.read_text("utf-8"))
    assert (written["ratings"], len(written["questions"]), len(written["for_review"])) == (2, 1, 1)
    before = to.read_bytes()
    assert command.main(arguments) == 1
    assert f"{to} is there already" in capsys.readouterr().err
    assert to.read_bytes() == before


def test_a_file_that_is_not_there_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["--from-feedback", str(tmp_path / "none.jsonl")]) == 1
    assert "none.jsonl: cannot be read (No such file or directory)" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--from-feedback", "f", "--pages", "p"], "leave out --pages"),
        (["--from-feedback", "f", "--set", "model=x"], "leave out --set"),
        (["--to", "q.jsonl"], "--to is for --from-feedback FILE"),
        (["--from-feedback", "f", "--questions", "q"], "give one of"),
    ],
)
def test_options_that_do_not_fit_are_told(
    arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        command.main(arguments)
    assert ended.value.code == 2
    assert said in capsys.readouterr().err
