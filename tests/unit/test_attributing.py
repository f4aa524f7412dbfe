"""Lead-ins that name the source are no part of the statement; who says something on the page is."""

import pytest

from rag.checking.attributing import take_attribution_off


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("According to sentence 1, the mill opened in May.", "the mill opened in May."),
        ("According to the article, 3 mills opened.", "3 mills opened."),
        ("Based on the provided sources 1 and 2, two mills opened.", "two mills opened."),
        ("As stated in source [2]: the mill opened.", "the mill opened."),
        ("The article says that the mill opened.", "the mill opened."),
        ("根据提供的句子，磨坊5月开业。", "磨坊5月开业。"),
        ("根据句子1，磨坊5月开业。", "磨坊5月开业。"),
        ("第2条资料显示，磨坊5月开业。", "磨坊5月开业。"),
        ("据报道，磨坊5月开业。", "磨坊5月开业。"),
    ],
)
def test_a_lead_in_is_taken_off(text: str, rest: str) -> None:
    assert take_attribution_off(text).strip() == rest


@pytest.mark.parametrize(
    "text",
    [
        "According to the mill's head, output doubled.",
        "In 2023, the mill opened.",
        "Per tonne, the mill pays 30 yuan.",
        "According to the article,",
        "Sources of water were found in the north.",
        "据厂长介绍，产量翻番。",
        "资料馆5月开业，面积2000平方米。",
    ],
)
def test_what_is_said_stays(text: str) -> None:
    assert take_attribution_off(text) == text
