"""The quick look keeps what a full look by the same formula would put first."""

from collections.abc import Callable

import numpy as np
import pytest

from index.embedding import StaticEncoder
from index.lexicon import Lexicon
from index.store import Index
from rag import shortlisting
from rag.answers import Concept, Query
from rag.judging import make_weigher
from rag.shortlisting import shortlist_passages
from tests.unit.rag_fakes import make_concept, make_query

COPPER = make_concept("copper", "铜", "铜材")
FOIL = make_concept("foil", "箔", "铜箔", "铝箔", "海外", weight=0.5)
SOLAR = make_concept("solar", "光伏")


def shortlist(query: Query, passages: list[int], most: int, index: Index, lexicon: Lexicon) -> list[int]:
    numbers = np.array(passages, dtype=np.int64)
    weigh = make_weigher(index, lexicon.encoder)
    kept = shortlist_passages(query, numbers, index=index, lexicon=lexicon, weigh=weigh, most=most)
    return [int(number) for number in kept]


def best_cosine(word: str, text: str, encoder: StaticEncoder) -> float:
    pieces = encoder.split([text])[0]
    rows = encoder.rows[pieces] / encoder.norms[pieces, None]
    return float((rows @ encoder.encode_queries([word])[0]).max(initial=-1.0))


def score_slowly(
    query: Query, number: int, index: Index, encoder: StaticEncoder, weigh: Callable[[Concept], float]
) -> float:
    """Sum over concepts: weight times the best cosine, in the passage or, for less, in zone and headline."""
    passage = index.passage(number)
    article = index.article(int(index.passage_articles[number]))
    text, title = article.body[passage.start : passage.end], f"{article.zone} {article.headline}"
    total = 0.0
    for concept in query.concepts:
        words = {*concept.alternatives[: shortlisting._WORDS_OF_A_CONCEPT], concept.surface}
        near = max(
            max(
                best_cosine(word, text, encoder),
                shortlisting._HEADLINE_SHARE * best_cosine(word, title, encoder),
            )
            for word in words
        )
        total += weigh(concept) * max(near - shortlisting._LEAST_COSINE, 0.0)
    return total


@pytest.mark.parametrize(
    "concepts",
    [(COPPER,), (SOLAR,), (COPPER, FOIL), (SOLAR, FOIL, COPPER)],
    ids=["copper", "solar", "two", "three"],
)
@pytest.mark.parametrize("most", [1, 3, 6])
def test_it_agrees_with_the_full_order(
    concepts: tuple[Concept, ...], most: int, long_index: Index, lexicon: Lexicon
) -> None:
    query = make_query(concepts=concepts)
    weigh = make_weigher(long_index, lexicon.encoder)
    everything = list(range(long_index.n_passages))
    slow = [score_slowly(query, number, long_index, lexicon.encoder, weigh) for number in everything]
    kept = shortlist(query, everything, most, long_index, lexicon)
    assert len(kept) == most
    assert [slow[n] for n in kept] == pytest.approx(sorted(slow, reverse=True)[:most], abs=1e-5)


def test_the_order_of_the_candidates_stays_among_equals(long_index: Index, lexicon: Lexicon) -> None:
    query = make_query(concepts=(make_concept("qqxz"),))
    backwards = list(reversed(range(long_index.n_passages)))
    assert shortlist(query, backwards, 4, long_index, lexicon) == backwards[:4]


def test_few_candidates_are_kept_as_they_are(long_index: Index, lexicon: Lexicon) -> None:
    assert shortlist(make_query(concepts=(COPPER,)), [3, 1], 2, long_index, lexicon) == [3, 1]
    assert shortlist(make_query(concepts=(COPPER,)), [], 2, long_index, lexicon) == []


def test_without_concepts_the_best_of_before_are_kept(long_index: Index, lexicon: Lexicon) -> None:
    assert shortlist(make_query(), [5, 0, 2], 2, long_index, lexicon) == [5, 0]


def test_the_arithmetic_gives_no_warning_whatever_the_numbers(long_index: Index, lexicon: Lexicon) -> None:
    concepts = (make_concept("？"), make_concept("", ""), make_concept("copper", "铜", weight=0.0), SOLAR)
    everything = list(range(long_index.n_passages))
    with np.errstate(all="raise"):
        for count in range(1, len(concepts) + 1):
            kept = shortlist(make_query(concepts=concepts[:count]), everything, 2, long_index, lexicon)
            assert len(kept) == 2
