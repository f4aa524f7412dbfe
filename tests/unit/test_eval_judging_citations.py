"""Figures and reasons of one answer's citations, over a page of our own, with a check that does as told."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from eval.citing.cited_pages import CitedPages
from eval.citing.entailing import CheckEntailment
from eval.citing.judging_citations import CitationJudge
from eval.judging import judge_answer
from eval.questions import GoldQuestion
from index.documents import Page
from index.segmenting import segment_page
from index.zones import load_gazetteer
from rag.answers import Answer, Citation, Evidence, Statement
from rag.checking.stating import Claim
from rag.citing import cite_sentence
from tests.judged_answers import make_answer

PAGE = Page(
    "p.txt",
    "青州经开区铜箔项目投产\n本刊讯 近日，青州经济技术开发区的铜箔项目投产。"
    "项目总投资24.96亿元。年产铜箔8万吨。（林小舟）\n",
)
GOLD = GoldQuestion("n", "number", "en", "How much?", answers=(("24.96",),))


class KnowingCheck:
    """Supports a statement where a cited text has one of the words that it is told to be proof."""

    def __init__(self, **proofs: str) -> None:
        self.proofs = proofs

    def check(self, claim: Claim, citations: Sequence[Citation], *, question: str = "") -> Statement:
        del question
        if not claim.references:
            return Statement(claim.text, (), "framing" if claim.text.endswith(":") else "unsupported")
        proof = next((text for word, text in self.proofs.items() if word in claim.text), "")
        texts = "".join(one.text for one in citations)
        holds = bool(proof) and all(part in texts for part in proof.split("+"))
        return Statement(claim.text, claim.references, "supported" if holds else "unsupported")


def cite(place: int) -> Citation:
    (article,) = segment_page(PAGE)
    starts = [0, *(at + 1 for at, char in enumerate(article.body) if char == "。")]
    evidence = Evidence(article, starts[place], starts[place + 1], article.zone, 1.0)
    return cite_sentence(evidence, PAGE, number=place + 1)


CITATIONS = [cite(0), cite(1), cite(2)]
CHECK = KnowingCheck(costs="24.96", opened="投产", makes="8万吨", both="24.96+8万吨")


def judge(answer: Answer) -> tuple[dict[str, float], tuple[str, ...]]:
    entails = CheckEntailment(CHECK, load_gazetteer())
    found = CitationJudge(CitedPages([PAGE]), entails).judge(GOLD, answer)
    return dict(found.metrics), found.reasons


def figures(precision: float, recall: float) -> dict[str, float]:
    return {"quote_exactness": 1.0, "citation_precision": precision, "citation_recall": recall}


@pytest.mark.parametrize(
    ("text", "wanted", "reasons"),
    [
        pytest.param("It costs much [2]. It opened [1].", figures(1, 1), (), id="borne out"),
        pytest.param(
            "It costs much [1]. It opened [1].",
            figures(1 / 2, 1 / 2),
            ("[1] does not bear out: It costs much.",),
            id="the wrong sentence",
        ),
        pytest.param(
            "It costs much [2][3]. It does both [2][3].",
            figures(3 / 4, 1),
            ("[3] is not needed for: It costs much.",),
            id="one too many",
        ),
        pytest.param(
            "It costs much [2][8].",
            figures(1 / 2, 1),
            ("[8] is not needed for: It costs much.",),
            id="a reference to nothing beside one that proves",
        ),
        pytest.param(
            "It costs much [8].", figures(0, 0), ("[8] does not bear out: It costs much.",), id="to nothing"
        ),
        pytest.param(
            "It opened [1].\nIt is fine.\nIn short:",
            figures(1, 1 / 2),
            ("nothing is cited for: It is fine.",),
            id="no citation; a frame needs none",
        ),
        pytest.param(
            "It is fine.", figures(0, 0), ("nothing is cited for: It is fine.",), id="no citation at all"
        ),
        pytest.param("In short:", {"quote_exactness": 1.0}, (), id="no statement"),
    ],
)
def test_figures_of_an_answer(text: str, wanted: dict[str, float], reasons: tuple[str, ...]) -> None:
    assert judge(make_answer(text, citations=CITATIONS)) == (wanted, reasons)


def test_an_answer_that_abstains_states_nothing_but_its_quotes_are_to_be_exact() -> None:
    moved = replace(CITATIONS[1], start=CITATIONS[1].start + 1)
    answer = make_answer("It costs much [1].", abstained=True, citations=[CITATIONS[0], moved])
    metrics, reasons = judge(answer)
    assert metrics == {"quote_exactness": 1 / 2}
    assert reasons == (f"[2] the quote is not what p.txt has at {moved.start} to {moved.end}",)


def test_an_answer_without_citations_and_statements_has_no_figure() -> None:
    assert judge(make_answer("", abstained=True)) == ({}, ())


def test_what_the_answer_says_of_its_citations_is_not_believed() -> None:
    """The sentence cited says something else than the answer's own copy of it."""
    forged = replace(CITATIONS[0], text=CITATIONS[1].text, quote=CITATIONS[1].quote)
    metrics, reasons = judge(make_answer("It costs much [1].", citations=[forged]))
    assert metrics == {"quote_exactness": 0.0, "citation_precision": 0.0, "citation_recall": 0.0}
    assert len(reasons) == 2


def test_a_long_statement_is_told_by_its_beginning() -> None:
    (_, reasons) = judge(make_answer(f"It is {'very ' * 40}fine."))
    assert len(reasons[0]) < 100
    assert reasons[0].endswith("…")


def test_the_figures_stand_among_those_of_the_question() -> None:
    answer = make_answer("It costs 24.96 [2].", citations=CITATIONS)
    entails = CheckEntailment(CHECK, load_gazetteer())
    outcome = judge_answer(GOLD, answer, judges=(CitationJudge(CitedPages([PAGE]), entails),))
    assert outcome.metrics["answer_accuracy"] == outcome.metrics["citation_recall"] == 1.0
