"""Zones, places, companies, persons of statements against sentences, in characters, by sound, in English."""

from __future__ import annotations

import pytest

from index.lexicon import Lexicon, load_lexicon
from index.zones import Gazetteer
from rag.answers import Citation
from rag.checking.translating_words import WordTranslations
from rag.checking.verifying_names import CheckedNames, NameChecker, find_address_problems
from rag.checking.verifying_zones import ZoneChecker, is_chinese

SENTENCE = (
    "开发区党工委副书记方志远介绍，今年5月，江南岭海线缆公司与开发区签约，投资6.8亿元建设铜线缆项目；"
    "河东铜业有限公司采用5G技术，与西门子、重庆企业和东方理工大学合作。"
)


def cite(text: str = SENTENCE, zone: str = "垣曲经开区", headline: str = "“铜”向未来") -> Citation:
    size = len(text)
    return Citation(
        1, text, None, text, None, zone, headline, "孔令仪", "2023-08-22", "p.txt", 0, size, "a", 0, size
    )


@pytest.fixture(scope="module")
def names(gazetteer: Gazetteer) -> NameChecker:
    lexicon: Lexicon = load_lexicon()
    return NameChecker(gazetteer, ZoneChecker(gazetteer), WordTranslations(lexicon))


def said(checked: CheckedNames) -> list[tuple[str, str]]:
    return [(problem.kind, problem.said) for problem in checked.problems]


@pytest.mark.parametrize(
    "statement",
    [
        "Yuanqu Economic and Technological Development Zone (垣曲经开区) signed a contract.",
        "The Yuanqu development zone in Yuncheng, Shanxi, signed a contract.",
        "垣曲经济技术开发区签约。",
        "运城市垣曲县的开发区签约。",
        "Fang Zhiyuan, deputy Party secretary, said so.",
        "Zhiyuan Fang said so.",
        "Deputy Secretary Fáng Zhìyuǎn (方志远) said so.",
        "Linghai Cable Co. signed it.",
        "Jiangnan Linghai Cable Company (江南岭海线缆公司) signed it.",
        "Ridge Sea Cable (岭海线缆) signed it.",
        "Hedong Copper Co., Ltd. uses 5G with Siemens.",
        "It works with Chongqing firms.",
        "Kong Lingyi reports that copper grows.",
        "岭海线缆与开发区签约。",
        "河东铜业公司与重庆企业合作。",
        "方志远介绍了情况。",
        "该公司与多家公司合作。",
        "文章题为“铜向未来”。",
        "It makes cables. They sell well. However, Party members help.",
        "The Party Working Committee supports the High-tech Industry.",
        "Chinese makers are Seen, Taken, Easier and Alone in the Meantime.",
        "Anyone can come in May or on Monday.",
        "The GDP and the LED, AI and R&D figures grew.",
    ],
)
def test_names_that_stand_in_the_sentence_pass(names: NameChecker, statement: str) -> None:
    assert said(names.check(statement, [cite()])) == []


@pytest.mark.parametrize(
    ("statement", "problem"),
    [
        ("Datong Economic and Technological Development Zone signed.", ("zone", "Datong Economic")),
        ("The Yuanqu High-tech Zone signed.", ("zone", "Yuanqu High-tech Zone")),
        ("It lies in Datong city.", ("zone", "Datong city")),
        ("大同经开区签约。", ("zone", "大同经开区")),
        ("A contract (介休经开区) was signed.", ("zone", "介休经开区")),
        ("Wang Jun said so.", ("name", "Wang Jun")),
        ("Huaxin Copper signed it.", ("name", "Huaxin")),
        ("Jiangnan Linghai Cable (华鑫铜业) signed it.", ("name", "华鑫铜业")),
        ("It works with firms from Beijing.", ("name", "Beijing")),
        ("It works with Germany.", ("name", "Germany")),
        ("It works with Suzhou firms.", ("name", "Suzhou")),
        ("It uses 6G technology.", ("name", "6G")),
        ("It meets GB/T 7714.", ("name", "GB/T 7714")),
        ("王建国介绍了情况。", ("name", "王建国")),
        ("副书记李国强要求加快建设。", ("name", "李国强")),
        ("华鑫铜业有限公司签约。", ("name", "华鑫铜业有限公司")),
        ("与浙江企业合作。", ("name", "浙江")),
        ("落实“链长制”。", ("name", "链长制")),
    ],
)
def test_names_that_do_not_stand_there_fail(
    names: NameChecker, statement: str, problem: tuple[str, str]
) -> None:
    found = said(names.check(statement, [cite()]))
    assert [(kind, words[: len(problem[1])]) for kind, words in found] == [problem]


def test_another_zone_is_told_with_the_cited_one(names: NameChecker) -> None:
    (problem,) = names.check("The Datong Economic Development Zone signed.", [cite()]).problems
    assert problem.instead == "Yuanqu Economic and Technological Development Zone (垣曲经开区)"
    (problem,) = names.check("大同经开区签约。", [cite()]).problems
    assert problem.instead == "垣曲经开区"


def test_two_zones_of_one_city_are_two(names: NameChecker) -> None:
    cited = [cite("企业投产。", "长治高新区")]
    assert said(names.check("The Changzhi High-tech Zone grew.", cited)) == []
    assert said(names.check("The Changzhi development zone grew.", cited)) == []
    assert said(names.check("长治经开区增长。", cited)) == [("zone", "长治经开区")]


def test_a_zone_named_by_the_sentence_or_headline_passes(names: NameChecker) -> None:
    cited = [cite("大同经开区考察团来访。", "垣曲经开区", "侯马经开区学习")]
    for statement in ("Datong Economic Development Zone came.", "侯马经开区学习。"):
        assert said(names.check(statement, cited)) == []


def test_a_translated_name_that_nothing_confirms_is_marked(names: NameChecker) -> None:
    checked = names.check("A contract with Zoomlink Dynamics Company was signed.", [cite()])
    assert said(checked) == []
    assert checked.unconfirmed == ("Zoomlink Dynamics Company",)
    confirmed = names.check(
        "A contract with Zoomlink Dynamics Company was signed.", [cite("Zoomlink Dynamics")]
    )
    assert confirmed.unconfirmed == ()


def test_a_translated_name_that_the_glossary_confirms_is_not_marked(names: NameChecker) -> None:
    assert names.check("Hedong Copper Company signed.", [cite()]).unconfirmed == ()
    assert names.check("It works with the Oriental University of Technology.", [cite()]).unconfirmed == ()


def test_names_of_the_question_are_no_invention(names: NameChecker) -> None:
    question = "What does Zoomlink say on 6G?"
    checked = names.check("Zoomlink is not named, nor 6G.", [cite()], question=question)
    assert checked == CheckedNames()


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        ("See https://evil.example/a?b=c for more.", ["https://evil.example/a?b=c"]),
        ("Write to a.b@c.cn or @handle.", ["a.b@c.cn", "@handle"]),
        ("访问www.evil.cn，或拨打13812345678。", ["www.evil.cn", "13812345678"]),
        ("Go to evil.com/path now.", ["evil.com/path"]),
        ("It grew 12.5% to 3.2 million.", []),
        ("Call 0359-1234567.", ["0359-1234567"]),
    ],
)
def test_addresses_must_stand_in_the_sentence(statement: str, found: list[str]) -> None:
    assert [problem.said for problem in find_address_problems(statement, [cite()])] == found
    assert find_address_problems(statement, [cite(statement)]) == []


def test_the_language_is_told_without_brackets() -> None:
    assert not is_chinese("A (华鑫铜业有限公司) plant grew.")
    assert is_chinese("华鑫公司 (Huaxin Copper) 投产了LED生产线。")


DEALS = "公司总经理林海波介绍，产品主要供应合肥和宁波的电池厂，日产量2万台，并与西门子合作。"


@pytest.mark.parametrize(
    ("statement", "problem"),
    [
        ("Midea makes 20,000 a day.", "Midea"),
        ("Its partner Gree makes 20,000 a day.", "Gree"),
        ("According to Toyota, it sells to Hefei.", "Toyota"),
        ("Bosch Batteries sells to Ningbo.", "Bosch"),
        ("General manager Wang Lin said it sells to Hefei.", "Wang Lin"),
        ("Mr Sun Tao said it sells to Hefei.", "Sun Tao"),
        ("Tongda Battery sells to Hefei.", "Tongda"),
        ("Siemens' products go to Hefei.", ""),
        ("According to Siemens, they go to Hefei.", ""),
        ("General manager Haibo Lin said it sells to Hefei.", ""),
        ("Batteries go to Hefei. Daily output is 20,000.", ""),
    ],
)
def test_known_companies_and_persons_in_pinyin_must_stand_there(
    names: NameChecker, statement: str, problem: str
) -> None:
    checked = names.check(statement, [cite(DEALS, headline="")])
    assert [found.said for found in checked.problems] == ([problem] if problem else [])
    assert checked.unconfirmed == ()


@pytest.mark.parametrize(
    ("statement", "name"),
    [
        ("Orion Electric sells to Hefei.", "Orion Electric"),
        ("Its partner Orion sells to Hefei.", "Orion"),
        ("Velorix sells to Hefei.", "Velorix"),
    ],
)
def test_a_word_of_the_table_is_no_proof_of_a_name(names: NameChecker, statement: str, name: str) -> None:
    assert names.check(statement, [cite(DEALS, headline="")]).unconfirmed == (name,)


def test_a_family_name_that_is_spelt_last_stands_first_in_chinese(names: NameChecker) -> None:
    """理方 sounds as Li Wang would by a rare reading; a name cannot begin with 理."""
    cited = [cite("公司总经理方继海介绍，产品畅销。", headline="")]
    assert said(names.check("Wang Li said that it sells.", cited)) == [("name", "Wang Li")]
    assert said(names.check("Jihai Fang said that it sells.", cited)) == []


def test_a_place_that_begins_a_longer_name_in_pinyin_is_no_place(
    names: NameChecker, gazetteer: Gazetteer
) -> None:
    cited = [cite("晋盛线缆公司与开发区签约。", headline="")]
    checked = names.check("Jincheng Dianlan signed.", [cite("天津津成电缆公司签约。", headline="")])
    assert (said(checked), checked.unconfirmed) == ([], ())
    misspelt = names.check("Jincheng Dianran signed; Jincheng Dianlang too.", cited)
    assert all(kind == "name" for kind, _ in said(misspelt))
    assert gazetteer.find_places("Jincheng Dianlan signed.") == []
    assert [found.place for found in gazetteer.find_places("Jincheng Yangcheng signed.")] != []
    assert [found.place for found in gazetteer.find_places("Jincheng Coal Group is in Datong.")] == [
        "晋城",
        "大同",
    ]


def test_a_slip_of_spelling_is_marked_and_another_name_struck(names: NameChecker) -> None:
    cited = [cite("天津津成电材公司签约。", headline="")]
    slip = names.check("Jincheng Dianchai signed.", cited)
    assert (said(slip), slip.unconfirmed) == ([], ("Dianchai",))
    assert said(names.check("Jincheng Huaxin signed.", cited)) == [("name", "Huaxin")]


def test_a_bare_name_of_a_zone_of_the_index_is_checked(gazetteer: Gazetteer, lexicon: Lexicon) -> None:
    zones = [zone for short in ("青泉经开区", "隆兴经开区") for zone in [gazetteer.find(short)[0].zone]]
    known = gazetteer.with_zones(zones)
    checker = NameChecker(known, ZoneChecker(known), WordTranslations(lexicon))
    cited = [cite("去年，全区新增企业40家。", "青泉经开区", "")]
    assert said(checker.check("青泉去年新增企业40家。", cited)) == []
    assert said(checker.check("隆兴去年新增企业40家。", cited)) == [("zone", "隆兴")]
    assert said(checker.check("Longxing added 40 companies last year.", cited)) == [("zone", "Longxing")]
    told = [cite("去年，企业从隆兴迁来40家。", "青泉经开区", "")]
    assert said(checker.check("去年有40家企业来自隆兴。", told)) == []
