"""In which language a check is reported."""

from __future__ import annotations

import pytest

from rag.texts.checking_command import choose_language
from rag.texts.checking_texts import prepare_text


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("It grew.\nIt fell.\n甲县的两家企业今年共投资三亿元建设新的生产线。", "en"),
        (
            "甲县增长。\n乙县下降。\nThe two companies of the first county grew by a good deal this year.",
            "zh",
        ),
        ("It cites a long one: 「甲县的两家企业今年共投资三亿元建设新的生产线」.", "en"),
        ("It grew.\n甲县增长。", "en"),
    ],
    ids=["one Chinese line", "one English line", "quote", "even"],
)
def test_the_report_is_in_the_language_of_most_statements(text: str, language: str) -> None:
    assert choose_language(prepare_text(text)) == language
