"""Figures that stand in the sentence, but for something else."""

from __future__ import annotations

import pytest

from index.lexicon import load_lexicon
from rag.answers import Citation, Problem
from rag.checking.translating_words import WordTranslations
from rag.checking.verifying_roles import find_role_problems
from rag.checking.verifying_zones import is_chinese

OUTPUT = "今年1-8月，45家玻璃企业完成产值31.7亿元，同比增长9.6%，出口额2.3亿元。"
PRICE = "每吨售价由300元提高到4800元。"

PARK = "园区入驻企业52家，其中外资企业6家。"
PLAN = "全区今年计划实施技改项目41个，截至5月底已开工23个。"
INCOME = "去年实现营业收入83.5亿元，税收4.62亿元。"
PHASES = "项目一期已经投产，二期尚在平整土地。"
NURSERY = "孵化器累计毕业企业37家，目前在孵企业58家。"
WAIT = "办证时间从72小时压缩到24小时。"
LINES = "新上的三条生产线使日产量由1.4万台增加到3.5万台。"


@pytest.fixture(scope="module")
def translations() -> WordTranslations:
    return WordTranslations(load_lexicon())


def check(statement: str, sentence: str, translations: WordTranslations) -> list[Problem]:
    size = len(sentence)
    cited = Citation(1, sentence, None, sentence, None, "", "", "", "", "p.txt", 0, size, "a", 0, size)
    return find_role_problems(statement, [cited], translations, is_chinese=is_chinese(statement))


@pytest.mark.parametrize(
    ("statement", "sentence", "problem"),
    [
        ("产值2.3亿元，出口额31.7亿元。", OUTPUT, ("2.3亿元", "31.7亿元")),
        ("出口额达到31.7亿元。", OUTPUT, ("31.7亿元", "2.3亿元")),
        ("Exports reached 3.17 billion yuan.", OUTPUT, ("3.17 billion yuan", "2.3亿元")),
        ("An output value of 230 million yuan.", OUTPUT, ("230 million yuan", "31.7亿元")),
        ("The price rose from 4,800 yuan to 300 yuan.", PRICE, ("4,800 yuan", "300元")),
        ("售价由4800元提高到300元。", PRICE, ("4800元", "300元")),
        ("The park has 52 foreign companies.", PARK, ("52", "6家")),
        ("园区有外资企业52家。", PARK, ("52家", "6家")),
        ("41 projects have started.", PLAN, ("41 projects", "23个")),
        ("已开工41个项目。", PLAN, ("41个", "23个")),
        ("Firms paid 8.35 billion yuan in taxes last year.", INCOME, ("8.35 billion yuan", "4.62亿元")),
        ("企业去年缴纳税收83.5亿元。", INCOME, ("83.5亿元", "4.62亿元")),
        ("Phase one is still levelling land.", PHASES, ("Phase one", "二")),
        ("项目二期已经投产。", PHASES, ("二", "一")),
        ("The incubator has graduated 58.", NURSERY, ("58", "37家")),
        ("It takes 72 hours instead of 24.", WAIT, ("72 hours", "24小时")),
        ("产量由3.5万台降到1.4万台。", LINES, ("3.5万台", "1.4万台")),
    ],
)
def test_swapped_figures(
    translations: WordTranslations, statement: str, sentence: str, problem: tuple[str, str]
) -> None:
    found = check(statement, sentence, translations)
    assert Problem("figure", *problem) in found


@pytest.mark.parametrize(
    ("statement", "sentence"),
    [
        ("产值31.7亿元，出口额2.3亿元。", OUTPUT),
        ("Exports reached 230 million yuan.", OUTPUT),
        ("The glass companies made 3.17 billion yuan, of which 230 million yuan was exported.", OUTPUT),
        ("With exports of 230 million yuan, the output value was 3.17 billion yuan.", OUTPUT),
        ("The price rose from 300 yuan to 4,800 yuan.", PRICE),
        ("It came to 3.17 billion yuan.", OUTPUT),
        ("Nothing is counted.", OUTPUT),
        ("Six of the 52 companies are foreign.", PARK),
        ("52家企业中有6家外资企业。", PARK),
        ("23 projects have started.", PLAN),
        ("今年计划实施41个项目，已开工23个。", PLAN),
        ("全区开工23个技改项目。", PLAN),
        ("Firms paid 462 million yuan in taxes last year.", INCOME),
        ("去年税收4.62亿元，营业收入83.5亿元。", INCOME),
        ("Phase one is in production; phase two is still levelling land.", PHASES),
        ("一期投产了，二期还在平整土地。", PHASES),
        ("The incubator has graduated 37 companies and houses 58.", NURSERY),
        ("It takes 24 hours instead of 72.", WAIT),
        ("办证时间压缩到24小时。", WAIT),
        ("The lines raised its daily output to 35,000 units.", LINES),
        ("日产量增加到3.5万台。", LINES),
    ],
)
def test_figures_in_their_places(translations: WordTranslations, statement: str, sentence: str) -> None:
    assert check(statement, sentence, translations) == []
