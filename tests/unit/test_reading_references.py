"""What the references of a text point to, and which lines of a text are not checked."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest

from rag.answers import Language, Narrowing, Scope
from rag.composing import compose_abstention, compose_list
from rag.delimiting import compose_narrowing
from rag.texts.reading_references import Source, read_references
from tests.unit.rag_fakes import QINGQUAN, make_query

QUOTE = "投资18.6亿元建设，占地260亩"


@pytest.mark.parametrize(
    ("text", "sources"),
    [
        (f"It costs. [3]\n\n- [3] “{QUOTE}” (page.txt)", {3: Source(QUOTE, "page.txt")}),
        ("It costs. [3]\n\n[3] “今年“铜”产业投资”, b.txt", {3: Source("今年“铜”产业投资", "b.txt")}),
        (f'It costs. [3]\n\n[3]: "{QUOTE}"', {3: Source(QUOTE)}),
        ("It costs. [3]\n\n[3] p.txt, “铜”的账", {3: Source("", "p.txt")}),
        (f"Zone: 「{QUOTE}」 [1]\n  — 铜箔 · 2024-05 · p\\_02.txt", {1: Source(QUOTE, "p_02.txt")}),
        (f"Zone：「{QUOTE}」[1]\n  —— 铜箔 · 2024-05 · p.txt", {1: Source(QUOTE, "p.txt")}),
        ("Lin wrote it. [1]\n  — 铜箔 · 2024-05 · p.txt", {1: Source("", "p.txt")}),
        (f"It costs much. [4]\n  「{QUOTE}」 — 铜箔 · 2024 · a.txt", {4: Source(QUOTE, "a.txt")}),
        (f"It costs. [1]\n\n- [1] **Zone**: 「{QUOTE}」 — 铜箔 · a.txt", {1: Source(QUOTE, "a.txt")}),
        (f"It costs.[^2]\n\n[^2]: 『{QUOTE}』", {2: Source(QUOTE, "")}),
        ("It costs. [3]\n\n[3]: pages/2024/a-b.txt", {3: Source("", "pages/2024/a-b.txt")}),
        (f"Costly. [1]\n\n## Sources\n\n1. 「{QUOTE}」\n2. b.md", {1: Source(QUOTE), 2: Source("", "b.md")}),
        (f"它投资。[1]\n\n参考资料：\n1、「{QUOTE}」", {1: Source(QUOTE)}),
        (f"「{QUOTE}，**2.4万吨**…」[2]", {2: Source(QUOTE + "，2.4万吨")}),
    ],
    ids=[
        "curly", "curly within curly", "straight", "short curly",
        "behind a quote", "zh", "no quote", "quote below", "our list", "footnote", "file", "heading",
        "heading zh", "cut quote",
    ],
)  # fmt: skip
def test_the_forms_of_sources(text: str, sources: dict[int, Source]) -> None:
    assert read_references(text).sources == sources


def test_two_references_of_a_statement_take_the_quotes_below_in_turn() -> None:
    text = "A, and B. [2] [5]\n  「甲县今年投资一亿元」 — a · a.txt\n  「乙县今年投资两亿元」 — b · b.txt"
    assert read_references(text).sources == {
        2: Source("甲县今年投资一亿元", "a.txt"),
        5: Source("乙县今年投资两亿元", "b.txt"),
    }


def test_what_a_text_says_stays_and_its_sources_go() -> None:
    text = f"# Copper\n\n1. It costs much. [1]\n2. It is big, see a.txt.\n\n[1] 「{QUOTE}」\n"
    read = read_references(text)
    assert read.text == "# Copper\n\n1. It costs much. [1]\n2. It is big, see a.txt.\n\n"
    assert read.unchecked_lines == 1


def test_a_statement_with_a_quote_is_no_line_of_sources() -> None:
    line = f"[1] 「{QUOTE}」 shows that it costs much. [2]"
    assert read_references(line).text == line


def test_what_was_struck_out_is_not_checked_but_counted() -> None:
    text = "It rose. [1] ~~It fell by 3%.~~ [2] (struck out: the figure (3%) is not there) It stands. [3]"
    read = read_references(text)
    assert read.text.split() == ["It", "rose.", "[1]", "It", "stands.", "[3]"]
    assert read.withdrawn == 1


@pytest.mark.parametrize(
    ("line", "is_checked"),
    [
        ("**3 zones fit.** 1,087 articles on 46 zones were searched, each zone by itself.", False),
        ("The sentences it rests on:", False),
        (
            "**The articles do not say.** 87 articles on 46 zones were searched."
            " Nearest to the question, but no answer to it:",
            False,
        ),
        ("**文章中没有说明。**共检索 87 篇文章、46 个开发区。", False),
        ("The articles do not say. 87 articles on 46 zones were searched. It costs 9 billion.", True),
        ("**3 zones fit, for 9 billion.** 87 articles on 46 zones were searched, each zone by itself.", True),
        ("3 zones fit.", True),
    ],
)
def test_only_lines_in_which_our_answers_speak_of_themselves_are_left_out(
    line: str, *, is_checked: bool
) -> None:
    read = read_references(f"{line}\nIt rose.")
    assert read.text == (f"{line}\nIt rose." if is_checked else "It rose.")
    assert read.unchecked_lines == int(not is_checked)


def test_remarks_of_our_answers_are_taken_off() -> None:
    assert read_references("Foo grows (not confirmed by the sentence: Foo). [1]").text == "Foo grows. [1]"


def test_how_two_figures_were_compared_is_no_statement() -> None:
    line = "**5 (A) is more than 4 (B).** Computed from the figures marked below."
    assert read_references(line).text == "**5 (A) is more than 4 (B).** "


def test_a_long_run_of_blanks_takes_no_long_time() -> None:
    blanks = " " * 100_000
    began = time.perf_counter()
    assert read_references(f"Glass is made.{blanks}").text == f"Glass is made.{blanks}"
    assert time.perf_counter() - began < 5


ONE = make_query(narrowing=Narrowing(since="2024"))
QINGQUAN_AND_FILES = Narrowing(
    zones=("青泉经开区",),
    cities=("青州",),
    since="2024-01-05",
    until="2025",
    sources=("page_0608.txt", "2-1"),
)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_what_an_answer_says_of_its_search_is_no_statement(language: Language) -> None:
    query = replace(ONE, language=language)
    lines = [
        compose_narrowing(QINGQUAN_AND_FILES, [QINGQUAN], language),
        compose_narrowing(
            Narrowing(zones=tuple(f"{place}经开区" for place in "甲乙丙丁戊己庚")), [], language
        ),
        *(compose_abstention(query, [], Scope(*counts)) for counts in [(0, 0), (1, 1), (5, 1), (12, 3)]),
        compose_abstention(query, [], Scope(4, 3), missing=["甲"], is_elsewhere=True),
        compose_list(query, [], Scope(1, 1)).strip(),
    ]
    read = read_references("\n\n".join(lines))
    assert read.text.split() == []
    assert read.unchecked_lines == len(lines)


@pytest.mark.parametrize(
    "line",
    [
        "Narrowed to: 9.2 billion yuan.",
        "Narrowed to: 12 zones.",
        "检索范围：投资9.2亿元。",
        "Narrowed to 2024.",
    ],
)
def test_a_figure_does_not_pass_as_what_a_search_was_narrowed_to(line: str) -> None:
    assert read_references(line).text == line


def test_a_long_line_of_such_words_is_read_at_once() -> None:
    began = time.perf_counter()
    for part in ("“a", "“a”", "2024-05 ", "“1”, 2024 and 3 more "):
        read_references("Narrowed to: " + part * 20_000 + "7")
    assert time.perf_counter() - began < 5
