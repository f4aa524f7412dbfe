from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from index.building import build_index_of_pages
from index.embedding import load_bundled_encoder
from index.errors import EncoderMismatchError, IndexCorruptError, IndexNotFoundError
from index.store import Index, open_index
from tests.unit.index_fakes import COAL, COPPER, PLAIN, RULES, HashEncoder

PAGES = [COAL, COPPER, PLAIN]


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("store") / "index"
    build_index_of_pages(PAGES, path, rules=RULES)
    return path


@pytest.fixture(scope="module")
def index(path: Path) -> Iterator[Index]:
    with open_index(path) as index:
        yield index


def test_articles_are_numbered_in_the_order_of_the_pages(index: Index) -> None:
    assert [index.article(number).headline for number in range(index.n_articles)] == [
        "煤矿改造",
        "铜加工项目投产",
        "新药下线",
        "",
    ]
    assert [article.id for article in index.articles(np.array([2, 0]))] == ["copper.txt#1", "coal.txt#0"]
    assert index.article_number("copper.txt#1") == 2


def test_zones_and_years_stand_in_arrays(index: Index) -> None:
    assert index.zone_names == ("丙县经开区", "甲县经开区", "乙市高新区")
    assert index.article_zones.tolist() == [0, 1, 2, -1]
    assert index.article_years.tolist() == [2024, 2024, 2023, 0]
    assert [zone.short for zone in index.zones] == list(index.zone_names)


def test_passages_sentences_and_pieces_hang_together(index: Index) -> None:
    assert index.passage_articles.tolist() == [0, 1, 1, 2, 3]
    assert index.article_passages.tolist() == [0, 1, 3, 4, 5]
    assert index.passage_sentences.tolist() == [0, 2, 4, 5, 7, 8]
    assert index.sentence_passages.tolist() == [0, 0, 1, 1, 2, 3, 3, 4]
    passage = index.passage(2)
    article = index.article(1)
    assert passage.article_id == article.id
    assert article.body[passage.start : passage.end] == "工人三百名。"
    assert passage.sentences == ((passage.start, passage.end),)
    assert index.sentence_spans[4].tolist() == [passage.start, passage.end]
    vocabulary = load_bundled_encoder().vocabulary
    pieces = index.pieces[index.sentence_pieces[4] : index.sentence_pieces[5]]
    assert "".join(vocabulary[piece] for piece in pieces).replace("▁", "") == "工人三百名"
    starts = index.headline_pieces_starts
    headline = index.headline_pieces[starts[1] : starts[2]]
    assert "".join(vocabulary[piece] for piece in headline).replace("▁", "") == "甲县经开区铜加工项目投产"


def test_a_question_in_english_finds_the_passage_by_meaning(index: Index) -> None:
    (query,) = load_bundled_encoder().encode_queries(["coal mine"])

    assert int(np.argmax(index.vectors.scores(query))) == 0


def test_a_word_finds_the_passages_that_have_it(index: Index) -> None:
    (pieces,) = load_bundled_encoder().split(["煤炭"])

    scores = index.keywords.scores(dict.fromkeys(pieces.tolist(), 1.0))
    assert np.flatnonzero(scores).tolist() == [0]


@pytest.mark.parametrize("number", [-1, 4, 99])
def test_a_number_that_is_not_there_is_an_error(index: Index, number: int) -> None:
    with pytest.raises(IndexError, match=f"no article {number}; the index has 4"):
        index.article(number)
    with pytest.raises(IndexError, match="the index has 5"):
        index.passage(number if number < 0 else number + 1)


def test_an_id_or_source_that_is_not_there_is_an_error(index: Index) -> None:
    with pytest.raises(KeyError, match="no article has the id 'x'"):
        index.article_number("x")
    with pytest.raises(KeyError, match="no page 'x'"):
        index.page("x")


def test_arrays_cannot_be_written_to(index: Index) -> None:
    with pytest.raises(ValueError, match="read-only"):
        index.pieces[0] = 1


def test_threads_read_the_same_articles(path: Path) -> None:
    with open_index(path) as index, ThreadPoolExecutor(8) as threads:
        numbers = [number % 4 for number in range(200)]
        bodies = list(threads.map(lambda number: index.article(number).body, numbers))
        again = list(threads.map(lambda number: index.page(PAGES[number % 3].source), numbers))

    expected = dict(zip(numbers[:4], bodies[:4], strict=True))
    assert bodies == [expected[number] for number in numbers]
    assert again == [PAGES[number % 3] for number in numbers]


def test_the_encoder_must_be_that_of_the_index(path: Path) -> None:
    bundled = load_bundled_encoder()

    open_index(path, encoder=bundled, splitter=bundled).close()
    with pytest.raises(EncoderMismatchError, match=r"made with the encoder 'zonewise.*not with 'hash'"):
        open_index(path, encoder=HashEncoder())
    with pytest.raises(EncoderMismatchError, match="another version of the bundled encoder"):
        open_index(path, encoder=bundled, splitter=replace(HashEncoder(), digest="older"))


def test_no_index_says_how_to_build_one(tmp_path: Path) -> None:
    with pytest.raises(IndexNotFoundError, match="python -m index PAGES_DIR --to"):
        open_index(tmp_path)


@pytest.mark.parametrize(
    "name", ["manifest.json", "articles.sqlite", "vectors.faiss", "pieces.npy", "keyword_impacts.npy"]
)
def test_a_file_cut_short_says_to_build_again(tmp_path: Path, name: str) -> None:
    build_index_of_pages([COAL], tmp_path / "index", rules=RULES)
    path = tmp_path / "index" / "generations" / "000001" / name
    path.write_bytes(path.read_bytes()[:-1] if name != "manifest.json" else path.read_bytes()[:100])

    with pytest.raises(IndexCorruptError, match="build the index again"):
        open_index(tmp_path / "index")


def test_a_changed_byte_is_found_by_verify(tmp_path: Path) -> None:
    build_index_of_pages([COAL], tmp_path / "index", rules=RULES)
    path = tmp_path / "index" / "generations" / "000001" / "articles.sqlite"
    path.write_bytes(path.read_bytes().replace("煤炭".encode(), "煤灰".encode()))

    with open_index(tmp_path / "index") as index, pytest.raises(IndexCorruptError, match="SHA-256"):
        index.verify()


def test_a_reader_that_is_overtaken_twice_opens_the_newest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for pages in ([COAL], [COPPER], [PLAIN]):
        build_index_of_pages(pages, tmp_path / "index", rules=RULES)
    answers = iter([1, 3])  # what CURRENT held when it was read, and holds by now
    monkeypatch.setattr("index.store.find_current", lambda _: next(answers))

    with open_index(tmp_path / "index") as index:
        assert index.generation == 3
        assert index.sources() == ["plain.txt"]
