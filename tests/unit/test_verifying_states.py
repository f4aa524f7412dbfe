"""What the page only plans, told as done: by the mark right before the verb, in both languages."""

import pytest

from rag.answers import Problem
from rag.checking.statement_units import tell_language
from rag.checking.verifying_polarity import find_reversal
from rag.checking.verifying_states import is_speech


def reverse(statement: str, source: str) -> Problem | None:
    return find_reversal(
        statement, tell_language(statement), source, [(statement, source.partition("，")[0])]
    )


@pytest.mark.parametrize(
    ("statement", "source", "mark"),
    [
        ("The glass works has created 300 jobs.", "玻璃厂全部达产后，可吸纳就业300人", "可"),
        ("The glass works has created 300 jobs.", "玻璃厂达产后，每年新增岗位300个", "达产后"),
        ("All five halls were started in March.", "管委会要求，五栋厂房3月全部开工", "要求"),
        ("Two foundries have left.", "全区计划关停2家铸造厂，已关停1家", "计划"),
        ("The depot has been put into use.", "冷库屋面已经封顶，明年3月投用", "明年"),
        ("The plant is now in operation.", "工厂有望9月投产", "有望"),
        ("The wind farm was connected to the grid.", "保障风电场按时并网", "保障"),
        ("The hall was opened in May.", "展厅将于5月开放", "将"),
        ("全区已关停2家铸造厂。", "全区计划关停2家铸造厂，目前已关停1家", "计划"),
        ("冷库已投用。", "冷库屋面已经封顶，明年3月投用", "明年"),
        ("五栋厂房已开工。", "确保五栋厂房3月前全部开工", "确保"),
    ],
)
def test_a_planned_event_is_not_done(statement: str, source: str, mark: str) -> None:
    problem = reverse(statement, source)
    assert problem is not None
    assert (problem.kind, problem.instead) == ("meaning", mark)


@pytest.mark.parametrize(
    ("statement", "source"),
    [
        ("One foundry has left.", "全区计划关停2家铸造厂，目前已关停1家"),
        ("The depot will be put into use in March.", "冷库屋面已经封顶，明年3月投用"),
        ("The depot is to create 300 jobs.", "冷库达产后，可提供岗位300个"),
        ("The depot was completed in May.", "总投资2亿元的冷库5月建成，今后将扩建"),
        ("The plant has started production.", "已投产的工厂计划扩建"),
        ("The hall was opened in 2021.", "展厅2021年开放，今后将扩建"),
        ("The first line went into operation.", "计划投资3亿元的一号线投产了，二号线将于6月投产"),
        ("The cell line went into production in May.", "电芯未来公司的电芯线5月投产"),
        ("全区已关停1家铸造厂。", "全区计划关停2家铸造厂，目前已关停1家"),
        ("工厂已投产。", "工厂于3月投产，计划扩建"),
    ],
)
def test_what_is_done_or_told_as_a_plan_is_let_pass(statement: str, source: str) -> None:
    assert reverse(statement, source) is None


def test_who_speaks_is_no_part_of_what_is_said() -> None:
    assert is_speech("厂长卫国栋说")
    assert is_speech("开发区管委会主任介绍")
    assert not is_speech("厂里还要增加两条生产线")
