"""Coverage summed up: weighted means, alternatives of which one is enough, several things asked for."""

import numpy as np
import pytest

from rag import summarising
from rag.covering import ConceptCoverage
from rag.summarising import summarise_coverage
from tests.unit.rag_fakes import make_concept


def _summarise(
    own: list[list[float]], weights: list[float], *, groups: list[int], asks: list[int] | None = None
) -> tuple[list[float], ...]:
    concepts = [
        make_concept(str(number), group=group, ask=asks[number] if asks else 0)
        for number, group in enumerate(groups)
    ]
    table = np.array(own, dtype=np.float32)
    coverage = ConceptCoverage(any_means=table, by_name=table)
    found = summarise_coverage(concepts, np.array(weights, dtype=np.float32), coverage, table)
    return tuple(values.tolist() for values in found)


def test_a_sentence_covers_by_weighted_means() -> None:
    covered, in_context, least, named = _summarise([[1.0, 0.5]], [3.0, 1.0], groups=[1, 2])
    assert covered == pytest.approx([(3 * 1.0 + 1 * 0.5) / 4])
    assert named == covered
    assert in_context == pytest.approx([1.0 ** (3 / 4) * 0.5 ** (1 / 4)])
    assert least == pytest.approx([1.0])  # the second means too little to be what the question is about


def test_one_alternative_is_enough() -> None:
    covered, _, least, _ = _summarise([[1.0, 0.0], [0.0, 1.0]], [1.0, 1.0], groups=[1, 1])
    assert covered == pytest.approx([1.0, 1.0])
    assert least == pytest.approx([1.0, 1.0])


def test_an_alternative_that_means_little_is_trusted_less() -> None:
    covered, *_ = _summarise([[1.0, 0.0], [0.0, 1.0]], [1.0, 0.25], groups=[1, 1])
    assert covered == pytest.approx([1.0, 0.25**summarising._TRUST_POWER])


def test_of_two_things_asked_for_one_is_enough() -> None:
    both, apart = (
        _summarise([[1.0, 0.0]], [1.0, 1.0], groups=[1, 2], asks=asks)[0][0] for asks in ([0, 0], [0, 1])
    )
    assert both == pytest.approx(0.5)
    assert apart == pytest.approx(1.0)


def test_a_question_without_concepts_is_covered_by_nothing() -> None:
    table = np.zeros((2, 0), dtype=np.float32)
    found = summarise_coverage([], np.zeros(0, np.float32), ConceptCoverage(table, table), table)
    assert [values.tolist() for values in found] == [[0.0, 0.0]] * 4
