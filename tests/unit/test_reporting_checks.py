"""What a reader is told of each statement of a checked text."""

from __future__ import annotations

from rag.answers import Problem, Statement
from rag.texts.checking_texts import CheckedStatement
from rag.texts.reading_references import ReferencedText
from rag.texts.reporting_checks import report_statement, report_totals
from tests.unit.rag_fakes import make_citation

SOURCE = make_citation("首批300套10月交付。", number=1)
OTHER = make_citation("园区有9家企业。", number=2)
FAILED = Statement(
    "So.", (1,), "contradicted", (Problem("figure", "80", "300套"), Problem("meaning", "", "将"))
)


def lines(checked: CheckedStatement) -> list[str]:
    return [line.partition(" — ")[0] for line in report_statement(checked, "en").splitlines()]


def test_both_values_are_told_and_whose_sentence_it_is() -> None:
    assert lines(CheckedStatement(FAILED, (SOURCE,), cited=FAILED)) == [
        "contradicted: So.",
        "    the cited sentence says 300套, not 80",
        "    the cited sentence tells it as not yet so (“将”)",
        "    cited: 「首批300套10月交付。」",
    ]


def test_a_sentence_that_was_found_is_not_called_cited() -> None:
    failed = Statement("So.", (1,), "unsupported", (Problem("meaning"),), is_cited=False)
    assert lines(CheckedStatement(failed, (SOURCE,))) == [
        "not supported: So.",
        "    the sentence does not say this",
        "    nearest: 「首批300套10月交付。」",
    ]


def test_where_another_sentence_holds_it_is_told_why_the_cited_one_does_not() -> None:
    cited = Statement("So.", (1,), "unsupported", (Problem("figure", "9"),))
    holds = Statement("So.", (2,), "supported")
    assert lines(CheckedStatement(holds, (OTHER,), cited=cited)) == [
        "supported: So.",
        "    the cited sentence does not have the figure 9",
        "    so the sentence that the text cites does not bear it out, but this one does:",
        "    found: 「园区有9家企业。」",
    ]


def test_where_nothing_is_found_no_sentence_is_spoken_of() -> None:
    failed = Statement("So.", (), "unsupported", (Problem("uncited"),), is_cited=False)
    assert lines(CheckedStatement(failed)) == [
        "not supported: So.",
        "    no sentence of the index comes near it",
    ]


def test_the_verdict_alone_is_coloured_and_no_code_of_the_text_gets_through() -> None:
    holds = Statement("So\x1b[5m.", (), "framing")
    assert report_statement(CheckedStatement(holds), "zh", styled=True) == (
        "\x1b[2m无可核查内容\x1b[0m: So[5m.\n"
    )


def test_the_totals_name_each_reference_to_nothing_once() -> None:
    checked = [CheckedStatement(FAILED, unresolved=(7, 3)), CheckedStatement(FAILED, unresolved=(3,))]
    read = ReferencedText("", {})
    assert report_totals(checked, read, "en") == (
        "Statements checked: 2. Supported: 0. Contradicted: 2. Not supported: 0."
        " References that lead to nothing in the index: [3] [7].\n"
    )
