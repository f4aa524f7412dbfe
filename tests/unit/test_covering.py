"""How far texts cover concepts: by name, by sound, near in meaning, and terms by their parts."""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.embedding import StaticEncoder
from rag import covering
from rag.answers import Concept
from rag.covering import ConceptCoverage, cover_concepts
from tests.unit.rag_fakes import make_concept


def cover(
    texts: Sequence[str], *concepts: Concept, encoder: StaticEncoder, weights: dict[str, float] | None = None
) -> ConceptCoverage:
    split = encoder.split(texts)
    bounds = np.concatenate([[0], np.cumsum([len(pieces) for pieces in split])]).astype(np.int64)
    known = weights or {}
    pieces = np.concatenate(split)
    return cover_concepts(
        concepts, texts, pieces, bounds, encoder, lambda concept: known.get(concept.surface, concept.weight)
    )


def test_the_best_word_covers_fully_and_each_further_one_a_little_less(encoder: StaticEncoder) -> None:
    glass = make_concept("glass", "玻璃", "琉璃", "玻璃器皿厂")
    by_name = cover(["园区生产玻璃。", "园区生产琉璃。", "园区修路。"], glass, encoder=encoder).by_name[:, 0]
    assert by_name.tolist() == pytest.approx([1.0, 1.0 - covering._RANK_LOSS, 0.0])


def test_latin_words_are_whole_words_in_any_case(encoder: StaticEncoder) -> None:
    led = make_concept("LED", "LED")
    by_name = cover(["LED灯", "led屏", "Knowledge", "LED2"], led, encoder=encoder).by_name[:, 0]
    assert by_name.tolist() == [1.0, 1.0, 0.0, 0.0]


def test_a_name_is_known_by_its_sound(encoder: StaticEncoder) -> None:
    name = make_concept("Tongjing", is_name=True)
    word = make_concept("Tongjing")
    texts = ["铜景集团开工", "玻璃集团开工"]
    assert cover(texts, name, encoder=encoder).by_name[:, 0].tolist() == [1.0, 0.0]
    assert cover(texts, word, encoder=encoder).by_name[:, 0].tolist() == [0.0, 0.0]


def test_a_guess_counts_for_less_and_a_guess_of_one_hanzi_for_nothing(encoder: StaticEncoder) -> None:
    concept = make_concept("hospital", "病院", guesses=("医院", "诊"))
    by_name = cover(["新建医院", "门诊楼"], concept, encoder=encoder).by_name[:, 0]
    assert by_name.tolist() == pytest.approx([covering._GUESS_SHARE, 0.0])


def test_a_single_hanzi_that_is_not_the_first_word_is_vague(encoder: StaticEncoder) -> None:
    first, later = make_concept("copper", "铜", "铜材"), make_concept("rod", "棒材", "棒")
    assert cover(["铜很多"], first, encoder=encoder).by_name[0, 0] == 1.0
    assert cover(["棒极了"], later, encoder=encoder).by_name[0, 0] == pytest.approx(covering._VAGUE_SHARE)


def test_what_is_near_in_meaning_covers_less_than_what_is_named(encoder: StaticEncoder) -> None:
    doctor = make_concept("医生")
    coverage = cover(["这里的医生", "这里的医师", "这里的公路"], doctor, encoder=encoder)
    named, near, far = coverage.any_means[:, 0].tolist()
    assert named == 1.0
    assert 0 < near <= covering._SOFT_SHARE
    assert far < near
    assert coverage.by_name[:, 0].tolist() == [1.0, 0.0, 0.0]


def test_a_name_that_is_only_near_in_meaning_counts_for_less(encoder: StaticEncoder) -> None:
    text = ["这里的医师"]
    word = cover(text, make_concept("医生"), encoder=encoder).any_means[0, 0]
    name = cover(text, make_concept("医生", is_name=True), encoder=encoder).any_means[0, 0]
    assert name == pytest.approx(word * covering._NAME_SOFT_SHARE / covering._SOFT_SHARE)


def test_the_parts_of_a_term_count_by_their_weighted_geometric_mean(encoder: StaticEncoder) -> None:
    # Parts in letters that no row is near to, so that only what is named counts.
    parts = (make_concept("qqxz", "qqxz"), make_concept("zzvk", "none", "zzvk"))
    term = make_concept("qqxz zzvk zzvq", parts=parts)
    weights = {"qqxz": 3.0, "zzvk": 1.0}
    by_name = cover(["qqxz zzvk", "qqxz", "zzvk"], term, encoder=encoder, weights=weights).by_name[:, 0]
    second = 1.0 - covering._RANK_LOSS
    expected = [second**0.25, covering._NOTHING**0.25, covering._NOTHING**0.75 * second**0.25]
    assert by_name.tolist() == pytest.approx([covering._PARTS_SHARE * value for value in expected], rel=1e-5)


def test_a_generic_part_in_common_does_not_cover_the_term(encoder: StaticEncoder) -> None:
    functional = make_concept("functional", "功能")
    food = make_concept("food", "食品")
    term = make_concept("functional food", "功能食品", parts=(functional, food))
    coverage = cover(["生产功能食品", "食品具有保健功能", "生产食品"], term, encoder=encoder).by_name[:, 0]
    whole, both, one = coverage.tolist()
    assert whole == 1.0
    assert both == pytest.approx(covering._PARTS_SHARE)
    assert one < 0.25


def test_an_empty_text_and_no_concepts_cover_nothing(encoder: StaticEncoder) -> None:
    assert cover(["", "玻璃"], make_concept("玻璃"), encoder=encoder).any_means[:, 0].tolist() == [0.0, 1.0]
    assert cover(["玻璃"], encoder=encoder).any_means.shape == (1, 0)


@given(st.lists(st.text("铜箔玻璃医生园区LEDledt 。", max_size=12), min_size=1, max_size=4))
def test_coverage_is_a_share_and_names_are_among_all_means(texts: list[str]) -> None:
    from index.embedding import load_bundled_encoder

    parts = (make_concept("铜"), make_concept("箔"))
    concepts = (make_concept("glass", "玻璃", "璃"), make_concept("铜箔", parts=parts), make_concept("LED"))
    coverage = cover(texts, *concepts, encoder=load_bundled_encoder())
    assert coverage.any_means.shape == (len(texts), 3)
    assert (coverage.by_name >= 0).all()
    assert (coverage.any_means >= coverage.by_name - 1e-6).all()
    assert (coverage.any_means <= 1.0 + 1e-6).all()
