"""The concepts of a question: terms and their parts, alternatives, light words, names, several asks."""

import pytest

from index.lexicon import Lexicon
from rag.answers import Concept, Language
from rag.conceiving import find_concepts, weigh_surface
from rag.question_words import load_question_words


def conceive(text: str, language: Language, lexicon: Lexicon, *, is_list: bool = False) -> dict[str, Concept]:
    found = find_concepts(text, language=language, lexicon=lexicon, is_list=is_list)
    return {concept.surface: concept for concept in found}


def test_a_glossary_term_has_its_translations_best_first(lexicon: Lexicon) -> None:
    copper = conceive("copper", "en", lexicon)["copper"]
    assert copper.alternatives == ("铜", "铜材")
    assert copper.parts == ()


def test_a_term_of_several_words_stays_whole_and_knows_its_parts(lexicon: Lexicon) -> None:
    concepts = conceive("Who makes functional foods?", "en", lexicon)
    whole = concepts["functional foods"]
    assert whole.alternatives == ("功能食品",)
    assert [(part.surface, part.alternatives[0]) for part in whole.parts] == [
        ("functional", "功能"),
        ("foods", "食品"),
    ]
    assert "foods" not in concepts


def test_a_chinese_term_stays_whole_and_brings_its_synonyms(lexicon: Lexicon) -> None:
    concepts = conceive("总产值是多少", "zh", lexicon)
    assert concepts["总产值"].alternatives == ("总产值", "产值")
    assert list(concepts) == ["总产值"]


def test_an_acronym_is_looked_for_as_it_is_printed(lexicon: Lexicon) -> None:
    assert "LED" in conceive("LED", "en", lexicon)["LED"].alternatives


@pytest.mark.parametrize(
    ("text", "language", "members"),
    [
        ("makes rods, strip or foil", "en", ["rods", "strip", "foil"]),
        ("makes rod/strip", "en", ["rod", "strip"]),
        ("有铸造、锻造", "zh", ["铸造", "锻造"]),
        ("有铸造或者锻造", "zh", ["铸造", "锻造"]),
    ],
    ids=["comma and or", "stroke", "enumeration comma", "or in Chinese"],
)
def test_alternatives_are_of_one_group(
    lexicon: Lexicon, text: str, language: Language, members: list[str]
) -> None:
    concepts = conceive(text, language, lexicon)
    assert len({concepts[surface].group for surface in members}) == 1


@pytest.mark.parametrize(
    ("text", "language", "pair"),
    [("casting and forging", "en", ("casting", "forging")), ("铸造和锻造", "zh", ("铸造", "锻造"))],
    ids=["en", "zh"],
)
def test_and_joins_alternatives_in_a_list_only(
    lexicon: Lexicon, text: str, language: Language, pair: tuple[str, str]
) -> None:
    listed, asked = (conceive(text, language, lexicon, is_list=is_list) for is_list in (True, False))
    assert listed[pair[0]].group == listed[pair[1]].group
    assert asked[pair[0]].group != asked[pair[1]].group


def test_concepts_that_no_word_joins_are_of_groups_of_their_own(lexicon: Lexicon) -> None:
    concepts = conceive("the export of glass", "en", lexicon)
    assert concepts["export"].group != concepts["glass"].group


@pytest.mark.parametrize(
    ("light", "heavy", "language"), [("project", "glass", "en"), ("企业", "玻璃", "zh")], ids=["en", "zh"]
)
def test_a_word_of_every_page_weighs_little(
    lexicon: Lexicon, light: str, heavy: str, language: Language
) -> None:
    concepts = conceive(f"{light} {heavy}", language, lexicon)
    assert concepts[light].weight < 0.5 * concepts[heavy].weight


def test_a_light_word_is_known_whatever_its_case(lexicon: Lexicon) -> None:
    words = load_question_words("en")
    assert "project" in words.light
    assert weigh_surface("Project", words, lexicon) < 0.5 * weigh_surface("glass", words, lexicon)


def test_words_without_a_row_weigh_fully(lexicon: Lexicon) -> None:
    assert weigh_surface("？", load_question_words("zh"), lexicon) == 1.0


def test_words_that_shape_the_question_are_no_concepts(lexicon: Lexicon) -> None:
    assert conceive("How much is it, and which of the zones has it?", "en", lexicon) == {}
    assert conceive("请问有哪些？", "zh", lexicon) == {}


@pytest.mark.parametrize("asked", ["几条", "几种", "几台"])
def test_a_measure_word_that_asks_for_a_number_is_no_concept(lexicon: Lexicon, asked: str) -> None:
    question = f"玻璃{asked}？"
    assert load_question_words("zh").patterns["number"].search(question)
    assert list(conceive(question, "zh", lexicon)) == ["玻璃"]


def test_a_capital_within_the_question_marks_a_name(lexicon: Lexicon) -> None:
    concepts = conceive("Does Tongjing export glass?", "en", lexicon)
    assert concepts["Tongjing"].is_name
    assert concepts["Tongjing"].weight == 1.0
    assert not concepts["glass"].is_name


def test_a_capital_at_the_start_marks_nothing(lexicon: Lexicon) -> None:
    assert not conceive("Ceramics?", "en", lexicon)["Ceramics"].is_name


def test_latin_letters_in_a_chinese_question_are_a_name(lexicon: Lexicon) -> None:
    assert conceive("Tongjing公司", "zh", lexicon)["Tongjing"].is_name


def test_hanzi_in_an_english_question_are_looked_for_as_they_stand(lexicon: Lexicon) -> None:
    assert conceive("output of 冷凝器", "en", lexicon)["冷凝器"].alternatives == ("冷凝器",)


def test_an_unlisted_word_is_translated_by_the_rows(lexicon: Lexicon) -> None:
    concept = conceive("some hospital", "en", lexicon)["hospital"]
    assert "医院" in (*concept.alternatives, *concept.guesses)
    assert concept.alternatives[-1] == "hospital"


@pytest.mark.parametrize(
    ("text", "language", "first", "second"),
    [
        ("How much was invested, and how many jobs are there?", "en", "invested", "jobs"),
        ("How much glass is there? Where is copper?", "en", "glass", "copper"),
        ("玻璃多少？铸造多少？", "zh", "玻璃", "铸造"),
    ],
    ids=["and how many", "two questions", "two questions in Chinese"],
)
def test_two_things_asked_for_are_told_apart(
    lexicon: Lexicon, text: str, language: Language, first: str, second: str
) -> None:
    concepts = conceive(text, language, lexicon)
    assert concepts[first].ask < concepts[second].ask


def test_no_concept_stands_twice(lexicon: Lexicon) -> None:
    assert list(conceive("glass and Glass and glass", "en", lexicon)) == ["glass"]


def test_concepts_stand_in_the_order_of_the_question(lexicon: Lexicon) -> None:
    assert list(conceive("the Tongjing glass, copper", "en", lexicon)) == ["Tongjing", "glass", "copper"]


def test_an_acronym_is_not_the_light_word_that_it_looks_like(lexicon: Lexicon) -> None:
    words = load_question_words("en")
    assert "made" in words.light
    assert weigh_surface("made", words, lexicon) < weigh_surface("MADE", words, lexicon)


def test_a_verb_in_another_aspect_is_the_same_verb(lexicon: Lexicon) -> None:
    concepts = find_concepts("哪里建了冷库", language="zh", lexicon=lexicon, is_list=True)
    assert [concept.surface for concept in concepts] == ["建", "冷库"]


def test_a_possessive_weighs_as_little_as_its_word(lexicon: Lexicon) -> None:
    weights = [
        find_concepts(text, language="en", lexicon=lexicon, is_list=False)[0].weight
        for text in ("company", "company's")
    ]
    assert weights[0] == pytest.approx(weights[1], abs=0.1)


def test_what_brackets_add_is_left_out_where_more_is_asked_for(lexicon: Lexicon) -> None:
    def find(text: str) -> list[str]:
        return [c.surface for c in find_concepts(text, language="en", lexicon=lexicon, is_list=True)]

    assert find("glass (bottles for wine)") == ["glass"]
    assert find("(LED)") == ["LED"]


def test_a_name_is_looked_for_as_it_is(lexicon: Lexicon) -> None:
    concepts = find_concepts(
        "太原理工大学的合作", language="zh", lexicon=lexicon, is_list=True, names=[(0, 6)]
    )
    assert [concept.alternatives[0] for concept in concepts] == ["太原理工大学", "合作"]
