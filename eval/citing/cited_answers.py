"""How much of what an answer cites has to do with what was asked, by the gold."""

from __future__ import annotations

from eval.answer_metrics import find_answers
from eval.citing.reading_answers import Signature, read_statements
from eval.questions import GoldQuestion
from eval.retrieval_metrics import find_evidence
from rag.answers import Answer, Citation


def compute_quote_precision(gold: GoldQuestion, answer: Answer) -> float | None:
    """Compute the share of the sentences that an answer cites which hold something of the gold.

    `|{c in C : c holds a gold stretch, or gives an alternative of an any-of list}| / |C|`, with `C` what the
    statements of the text cite, each number once. Of a sentence counts its text, and of one that is cited for
    its author the byline too. The gold names one place where the answer stands: a sentence that says the same
    in other words counts as beside the point, so that the figure can be too low. None where nothing is cited.
    """
    stated = read_statements(answer.text)
    numbers = dict.fromkeys(number for said in stated for number in said.references)
    signed = {number for said in stated if isinstance(said.content, Signature) for number in said.references}
    cited = [one for one in answer.citations if one.number in numbers]
    if not cited:
        return None
    return sum(_holds(gold, one, is_signed=one.number in signed) for one in cited) / len(cited)


def _holds(gold: GoldQuestion, citation: Citation, *, is_signed: bool) -> bool:
    fields = [citation.text, citation.byline] if is_signed else [citation.text]
    found = find_evidence(gold.evidence, [fields])
    return any(found) or any(find_answers(gold.answers, fields, evidence=gold.evidence))
