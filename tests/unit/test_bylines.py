"""Bylines, names and the other marks of an article."""

from __future__ import annotations

import pytest

from index.anchors import find_dateline, is_caption, is_credit, is_masthead, is_name, split_names
from index.bylines import find_closing_byline, find_dateline_names, find_line_byline
from index.cleaning import clean_page


def close(paragraph: str) -> str | None:
    mended = clean_page(paragraph)
    found = find_closing_byline(mended, paragraph, 0, len(mended.text))
    return found.names if found else None


def line(text: str) -> str | None:
    mended = clean_page(text)
    found = find_line_byline(mended, text, 0, len(mended.text))
    return found.names if found else None


@pytest.mark.parametrize(
    ("paragraph", "names"),
    [
        pytest.param("园区迈上新台阶。（靳晓姝）", "靳晓姝", id="brackets"),
        pytest.param("园区迈上新台阶。(王波)", "王波", id="half-width-brackets"),
        pytest.param("园区迈上新台阶。（周旭 张晨帆）", "周旭 张晨帆", id="two"),
        pytest.param("园区迈上新台阶。（周旭、张晨帆）", "周旭 张晨帆", id="two-with-comma"),
        pytest.param("园区迈上新台阶。（记者 周旭 通讯员 张晨帆）", "周旭 张晨帆", id="roles"),
        pytest.param("园区迈上新台阶。 吕平", "吕平", id="bare"),
        pytest.param("园区迈上新台阶。 王 波", "王波", id="spaced-out"),
        pytest.param("园区增添“新动能”。 李丽霞", "李丽霞", id="bare-after-quotation"),
        pytest.param("园区迈上新台阶。 欧阳文华", "欧阳文华", id="double-surname"),
        pytest.param("园区迈上新台阶。（李\n丽霞）", "李丽霞", id="cut-in-two"),
        pytest.param("园区迈上新台阶。（下转第3版）", "", id="goes-on-elsewhere"),
        pytest.param("园区迈上新台阶。", None, id="none"),
        pytest.param("实行企业（项目）", None, id="brackets-within-a-sentence"),
        pytest.param("投资3亿元（占地20亩）。", None, id="brackets-before-the-end"),
        pytest.param("“铜”向未来", None, id="headline"),
    ],
)
def test_closing_byline(paragraph: str, names: str | None) -> None:
    assert close(paragraph) == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        pytest.param("■ 史力", "史力", id="mark"),
        pytest.param("本报记者 张三丰 通讯员 李四光", "张三丰 李四光", id="reporter"),
        pytest.param("文/王晓丽", "王晓丽", id="text-by"),
        pytest.param("作者：王晓丽", "王晓丽", id="author"),
        pytest.param("（王晓丽）", "王晓丽", id="brackets"),
        pytest.param("郝建军", "郝建军", id="bare"),
        pytest.param("安排部署重点工作", None, id="headline"),
    ],
)
def test_line_byline(text: str, names: str | None) -> None:
    assert line(text) == names


def test_dateline_names() -> None:
    assert find_dateline_names("本报讯（记者 王晓丽 通讯员 李明）") == "王晓丽 李明"
    assert find_dateline_names("本报讯") == ""
    assert find_dateline_names("山西青年网讯（青年报 青年网 记者 王晓丽）") == "王晓丽"


@pytest.mark.parametrize(
    ("paragraph", "dateline"),
    [
        pytest.param("本刊讯近日，园区开工。", "本刊讯", id="journal"),
        pytest.param("科学导报讯第四季度已经开局", "科学导报讯", id="named-paper"),
        pytest.param("本报太原6月3日讯园区开工", "本报太原6月3日讯", id="place-and-day"),
        pytest.param("山西日报讯（记者王晓丽）园区开工", "山西日报讯（记者王晓丽）", id="reporter"),
        pytest.param("新华社太原6月3日电（记者王飞）园区", "新华社太原6月3日电（记者王飞）", id="telegram"),
        pytest.param("近日，园区通报了通讯系统", "", id="none"),
        pytest.param("本报记者郭凯通讯员樊晓丽", "", id="reporters"),
        pytest.param("开发区报送电力数据", "", id="electricity"),
    ],
)
def test_dateline(paragraph: str, dateline: str) -> None:
    assert paragraph[: find_dateline(paragraph)] == dateline


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("王波", True),
        ("欧阳文华", True),
        ("晓晓妹", False),
        ("王", False),
        ("王波动的数据", False),
        ("W波", False),
    ],
)
def test_name(text: str, is_one: bool) -> None:
    assert is_name(text) is is_one


def test_split_names_merges_what_is_spaced_out() -> None:
    assert split_names("本报记者 王 波 通讯员 李丽霞") == ["王波", "李丽霞"]


def test_matter_that_is_no_article() -> None:
    assert is_masthead("2024年4月18日星期四第6版")
    assert is_masthead("————————")
    assert is_credit("责任编辑：郭文静电话：0351-1234567")
    assert is_caption("图为工人正在检查压缩机。")
    assert not is_masthead("2024年4月18日，园区新开工项目三个。")
    assert not is_credit("编辑部搬进了园区，带来了新气象。")
    assert not is_caption("图书馆开进园区")
