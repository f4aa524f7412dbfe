"""Public test sets in their own file layouts, read as one form: documents, and questions with their grades.

JSON lines may be gzip'd (`.gz`). Nothing of them is kept: they are read from where the user has them.
"""

from __future__ import annotations

import csv
import gzip
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import IO

from eval.questions import GoldFileError, read_text
from eval.ranking_metrics import Grades
from rag.answers import Language
from rag.understanding import detect_language

_LANGUAGE_FIELDS: tuple[tuple[str, Language], ...] = (("question", "en"), ("question_zh", "zh"))


@dataclass(frozen=True, slots=True)
class SentencePair:
    """A sentence and its translation."""

    en: str
    zh: str


@dataclass(frozen=True, slots=True)
class Document:
    """What is looked for.

    Attributes:
        id: Unique within its collection.
        text: Its words.
        title: Its title, or empty.
    """

    id: str
    text: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class BenchmarkQuestion:
    """What is asked.

    Attributes:
        id: Unique within its collection.
        text: As it is typed.
        lang: The group in which it is counted.
        grades: How relevant documents are to it, by id; at least one above 0.
    """

    id: str
    text: str
    lang: Language
    grades: Grades


@dataclass(frozen=True, slots=True)
class Collection:
    """Documents and the questions over them.

    Attributes:
        documents: All of them, distractors last.
        questions: At least one.
        distractors: How many of the documents only stand in the way.
    """

    documents: tuple[Document, ...]
    questions: tuple[BenchmarkQuestion, ...]
    distractors: int = 0


def load_bitext(path: Path) -> tuple[SentencePair, ...]:
    """Read sentence pairs: `en` and `zh` in each row (NTREX-128, FLORES-200 and the like).

    Raises:
        GoldFileError: The file cannot be read, a row is wrong, or there is none.
    """
    pairs = tuple(
        SentencePair(read_text(row, "en", where), read_text(row, "zh", where))
        for where, row in read_json_lines(path)
    )
    if not pairs:
        raise GoldFileError(f"{path}: no sentence pair; write one object with en and zh a line")
    return pairs


def load_question_passages(questions: Path, passages: Path) -> Collection:
    """Read questions that each name the one passage that answers them, as XQuAD's do.

    Args:
        questions: Rows of `question`, in English, `question_zh` where there is one, and `passage`, an id.
        passages: Rows of `pid` and `text`.

    Raises:
        GoldFileError: A file cannot be read, a row is wrong, or a passage is named that is not there.
    """
    documents = tuple(
        Document(read_text(row, "pid", where), read_text(row, "text", where))
        for where, row in read_json_lines(passages)
    )
    known = {document.id for document in documents}
    asked: list[BenchmarkQuestion] = []
    for number, (where, row) in enumerate(read_json_lines(questions), start=1):
        passage = read_text(row, "passage", where)
        if passage not in known:
            raise GoldFileError(f"{where}: {passages} holds no passage {passage!r}; give the file that does")
        for name, lang in _LANGUAGE_FIELDS:
            text = read_text(row, name, where, default="" if lang == "zh" else None)
            if text:
                asked.append(BenchmarkQuestion(f"{number}-{lang}", text, lang, {passage: 1}))
    return _check(Collection(documents, tuple(asked)), where=str(questions))


def load_beir(folder: Path, *, split: str = "test") -> Collection:
    """Read a folder in the layout of BEIR: `corpus.jsonl`, `queries.jsonl`, `qrels/SPLIT.tsv`.

    Thakur and others, BEIR: A heterogeneous benchmark for zero-shot evaluation of information retrieval
    models, 2021. Questions without a relevant document in that split are left out.

    Raises:
        GoldFileError: A file is missing or cannot be read, or a row is wrong.
    """
    documents = tuple(
        Document(
            read_text(row, "_id", where),
            read_text(row, "text", where, default=""),
            read_text(row, "title", where, default=""),
        )
        for where, row in read_json_lines(_find_file(folder, "corpus.jsonl"))
    )
    graded = _read_grades(folder / "qrels" / f"{split}.tsv", known={document.id for document in documents})
    asked: list[BenchmarkQuestion] = []
    for where, row in read_json_lines(_find_file(folder, "queries.jsonl")):
        grades = graded.get(read_text(row, "_id", where), {})
        if any(grade > 0 for grade in grades.values()):
            text = read_text(row, "text", where)
            asked.append(BenchmarkQuestion(str(row["_id"]), text, detect_language(text), grades))
    return _check(Collection(documents, tuple(asked)), where=str(folder))


def add_distractors(collection: Collection, path: Path, *, limit: int = 0) -> Collection:
    """Put the texts of a news file among the documents: rows with `text`, the first `limit` of them, or all.

    Raises:
        GoldFileError: The file cannot be read, or a row is wrong.
    """
    rows = islice(read_json_lines(path), limit or None)
    added = [
        Document(f"distractor {number} of {path.name}", read_text(row, "text", where))
        for number, (where, row) in enumerate(rows, start=1)
    ]
    return _check(
        replace(
            collection,
            documents=(*collection.documents, *added),
            distractors=collection.distractors + len(added),
        ),
        where=str(path),
    )


def read_json_lines(path: Path) -> Iterator[tuple[str, Mapping[str, object]]]:
    """Give each row of a file of JSON lines, plain or `.gz`, with the place to name in an error.

    Raises:
        GoldFileError: The file cannot be read as UTF-8, or a line is no JSON object.
    """
    try:
        with _open_text(path) as lines:
            for number, line in enumerate(lines, start=1):
                where = f"{path}, line {number}"
                row = json.loads(line) if line.strip() else {}
                if not isinstance(row, dict):
                    raise GoldFileError(f"{where}: expected an object, found {line[:40]!r}")
                if row:
                    yield where, row
    except (OSError, EOFError, UnicodeDecodeError) as error:
        raise GoldFileError(f"{path}: cannot be read as UTF-8 text ({error}); check the path") from error
    except json.JSONDecodeError as error:
        raise GoldFileError(f"{where}: not JSON ({error}); write one object a line") from error


def _open_text(path: Path) -> IO[str]:
    return gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8")


def _find_file(folder: Path, name: str) -> Path:
    zipped = folder / f"{name}.gz"
    return zipped if zipped.is_file() else folder / name


def _read_grades(path: Path, *, known: set[str]) -> dict[str, dict[str, int]]:
    graded: dict[str, dict[str, int]] = {}
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    except (OSError, UnicodeDecodeError) as error:
        raise GoldFileError(f"{path}: cannot be read as UTF-8 text ({error}); check the path") from error
    for number, row in enumerate(rows[1:], start=2):
        if len(row) != 3 or not row[2].strip().lstrip("-").isdecimal():
            raise GoldFileError(
                f"{path}, line {number}: expected query id, document id and a whole number, parted by tabs,"
                f" found {row!r}"
            )
        if row[1] not in known:
            raise GoldFileError(f"{path}, line {number}: the corpus holds no document {row[1]!r}")
        graded.setdefault(row[0], {})[row[1]] = int(row[2])
    return graded


def _check(collection: Collection, *, where: str) -> Collection:
    ids = [document.id for document in collection.documents]
    if len(set(ids)) < len(ids):
        twice = next(id_ for id_ in ids if ids.count(id_) > 1)
        raise GoldFileError(f"{where}: two documents have the id {twice!r}; give each its own")
    if not collection.questions:
        raise GoldFileError(f"{where}: no question that a document is relevant to; check the file")
    return collection
