import gzip
import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from eval.benchmarks.adapting import (
    BenchmarkQuestion,
    Document,
    SentencePair,
    add_distractors,
    load_beir,
    load_bitext,
    load_question_passages,
    read_json_lines,
)
from eval.questions import GoldFileError


def write_rows(path: Path, rows: Sequence[object]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()
    path.write_bytes(gzip.compress(text) if path.suffix == ".gz" else text)
    return path


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    rows = [
        {"question": "Which metal?", "question_zh": "哪种金属？", "passage": "p2"},
        {"question": "Which herb?", "passage": "p1"},
    ]
    return write_rows(tmp_path / "q.jsonl", rows)


@pytest.fixture
def passages(tmp_path: Path) -> Path:
    return write_rows(
        tmp_path / "p.jsonl.gz", [{"pid": "p1", "text": "连翘。"}, {"pid": "p2", "text": "铜。"}]
    )


@pytest.fixture
def beir(tmp_path: Path) -> Path:
    folder = tmp_path / "tiny"
    write_rows(
        folder / "corpus.jsonl",
        [{"_id": "d1", "title": "铜", "text": "铜加工。"}, {"_id": "d2", "text": ""}],
    )
    write_rows(
        folder / "queries.jsonl.gz",
        [
            {"_id": "1", "text": "哪里加工铜？"},
            {"_id": "2", "text": "Who?"},
            {"_id": "3", "text": "What?"},
            {"_id": "4", "text": "Where?"},
        ],
    )
    grades = "query-id\tcorpus-id\tscore\n1\td1\t2\n1\td2\t0\n2\td2\t1\n3\td1\t0\n"
    (folder / "qrels").mkdir()
    (folder / "qrels" / "test.tsv").write_text(grades, encoding="utf-8")
    return folder


@pytest.mark.parametrize("name", ["pairs.jsonl", "pairs.jsonl.gz"])
def test_sentence_pairs(tmp_path: Path, name: str) -> None:
    rows = [{"id": 0, "en": "Copper.", "zh": "铜。"}, {"id": 1, "en": "Coal.", "zh": "煤。"}]
    assert load_bitext(write_rows(tmp_path / name, rows)) == (
        SentencePair("Copper.", "铜。"),
        SentencePair("Coal.", "煤。"),
    )


def test_a_question_is_asked_in_each_language_that_it_has(questions: Path, passages: Path) -> None:
    collection = load_question_passages(questions, passages)
    assert collection.documents == (Document("p1", "连翘。"), Document("p2", "铜。"))
    assert collection.questions == (
        BenchmarkQuestion("1-en", "Which metal?", "en", {"p2": 1}),
        BenchmarkQuestion("1-zh", "哪种金属？", "zh", {"p2": 1}),
        BenchmarkQuestion("2-en", "Which herb?", "en", {"p1": 1}),
    )


def test_distractors_are_documents_that_answer_nothing(
    questions: Path, passages: Path, tmp_path: Path
) -> None:
    news = write_rows(tmp_path / "n.jsonl", [{"id": "p1", "text": text} for text in ("甲", "乙", "丙")])
    collection = load_question_passages(questions, passages)
    more = add_distractors(collection, news, limit=2)
    assert (more.distractors, more.questions) == (2, collection.questions)
    assert [document.text for document in more.documents] == ["连翘。", "铜。", "甲", "乙"]
    assert len({document.id for document in more.documents}) == 4
    assert add_distractors(collection, news).distractors == 3


def test_a_beir_folder_keeps_questions_with_a_relevant_document(beir: Path) -> None:
    collection = load_beir(beir)
    assert collection.documents == (Document("d1", "铜加工。", "铜"), Document("d2", ""))
    assert collection.questions == (
        BenchmarkQuestion("1", "哪里加工铜？", "zh", {"d1": 2, "d2": 0}),
        BenchmarkQuestion("2", "Who?", "en", {"d2": 1}),
    )


def test_a_beir_split_has_its_own_grades(beir: Path) -> None:
    (beir / "qrels" / "dev.tsv").write_text("query-id\tcorpus-id\tscore\n4\td1\t1\n", encoding="utf-8")
    assert [question.id for question in load_beir(beir, split="dev").questions] == ["4"]


def test_a_line_separator_within_a_text_does_not_end_the_row(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    path.write_text('{"text": "one\u2028two\x85three"}\n\n{"text": "four"}\n', encoding="utf-8")
    assert [(where[-6:], row["text"]) for where, row in read_json_lines(path)] == [
        ("line 1", "one\u2028two\x85three"),
        ("line 3", "four"),
    ]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param(b'{"en": "a", "zh": "b"}\n{"en": ', "line 2: not JSON", id="cut off"),
        pytest.param(b"[1]\n", "line 1: expected an object, found '\\[1\\]", id="no object"),
        pytest.param(b'{"en": "a", "zh": 3}\n', "line 1: zh must be a text", id="no text"),
        pytest.param(b"\xff\xfe", "cannot be read as UTF-8", id="other encoding"),
        pytest.param(b"", "no sentence pair", id="empty"),
    ],
)
def test_a_wrong_file_is_named_with_its_line(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "pairs.jsonl"
    path.write_bytes(content)
    with pytest.raises(GoldFileError, match=f"pairs.jsonl.*{message}"):
        load_bitext(path)


def test_what_is_no_gzip_is_said(tmp_path: Path) -> None:
    path = tmp_path / "pairs.jsonl.gz"
    path.write_bytes(b'{"en": "a", "zh": "b"}\n')
    with pytest.raises(GoldFileError, match="check the path"):
        load_bitext(path)


def test_a_passage_that_is_not_there_is_named(tmp_path: Path, passages: Path) -> None:
    questions = write_rows(tmp_path / "q.jsonl", [{"question": "Which?", "passage": "p9"}])
    with pytest.raises(GoldFileError, match=r"line 1.*no passage 'p9'"):
        load_question_passages(questions, passages)


def test_two_documents_of_one_id_are_refused(tmp_path: Path, questions: Path) -> None:
    rows = [{"pid": "p1", "text": "甲"}, {"pid": "p2", "text": "乙"}, {"pid": "p1", "text": "丙"}]
    with pytest.raises(GoldFileError, match="two documents have the id 'p1'"):
        load_question_passages(questions, write_rows(tmp_path / "twice.jsonl", rows))


@pytest.mark.parametrize(
    ("line", "message"),
    [
        pytest.param("1\td7\t1", "line 2: the corpus holds no document 'd7'", id="unknown document"),
        pytest.param("1\td1", "line 2: expected query id", id="too few columns"),
        pytest.param("1\td1\thigh", "line 2: expected query id", id="no number"),
        pytest.param("9\td1\t1", "no question that a document is relevant to", id="no such question"),
    ],
)
def test_wrong_grades_are_named_with_their_line(beir: Path, line: str, message: str) -> None:
    (beir / "qrels" / "test.tsv").write_text(f"query-id\tcorpus-id\tscore\n{line}\n", encoding="utf-8")
    with pytest.raises(GoldFileError, match=message):
        load_beir(beir)


def test_a_folder_without_grades_is_said(tmp_path: Path) -> None:
    write_rows(tmp_path / "corpus.jsonl", [{"_id": "d1", "text": "铜"}])
    with pytest.raises(GoldFileError, match=r"test\.tsv: cannot be read"):
        load_beir(tmp_path)
