"""Whether what pages say entails what an answer says: by looking it up, and by the check of statements."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from eval.citing.reading_answers import Comparison, Quotation, ReadStatement, Signature
from eval.retrieval_metrics import strip_spaces
from index.figures import find_figures
from index.quantities import Figure
from index.zones import Gazetteer
from rag.answers import Citation, Statement
from rag.checking.ordering import gives_order
from rag.checking.stating import Claim


@dataclass(frozen=True, slots=True)
class CitedText:
    """What a reference leads to.

    Attributes:
        number: As the answer has it.
        source: What the page says there; none for a reference to nothing.
    """

    number: int
    source: Citation | None


class Checker(Protocol):
    """What holds statements against sentences: `rag.checking.verifying.StatementChecker`, or a fake."""

    def check(self, claim: Claim, citations: Sequence[Citation], *, question: str = "") -> Statement:
        """Hold a claim against what it cites."""
        ...


class CheckEntailment:
    """Judges entailment without a language model; asks the check once about the same.

    A statement in free words is entailed where the check finds it supported. What an answer says in a form of
    its own says more than the check looks for, and so more is asked:

    - a quotation stands in a cited text, word for word, and the check confirms it with the zone's name. A
      sentence that gives orders to a machine is no support to the check; that the page says it is true all
      the same, where the zone is the text's;
    - a signature is the cited article's, under its headline;
    - of a comparison each figure stands in a text of its zone, and the larger one is larger.
    """

    def __init__(self, checker: Checker, gazetteer: Gazetteer) -> None:
        """Take the check, and what finds zones."""
        self._checker = checker
        self._gazetteer = gazetteer
        self._known: dict[tuple[ReadStatement, tuple[CitedText, ...]], bool] = {}

    def __call__(self, texts: Sequence[CitedText], statement: ReadStatement) -> bool:
        """Tell whether some texts together entail a statement; references to nothing entail nothing."""
        key = (statement, tuple(texts))
        if key not in self._known:
            self._known[key] = self._judge([one.source for one in texts if one.source], statement)
        return self._known[key]

    def is_frame(self, statement: ReadStatement, sources: Sequence[Citation], question: str) -> bool:
        """Tell whether a statement without citations only frames what follows, and so needs none."""
        return self._checker.check(Claim(statement.text), sources, question=question).verdict == "framing"

    def _judge(self, sources: Sequence[Citation], statement: ReadStatement) -> bool:
        if not sources:
            return False
        match statement.content:
            case Quotation() as quotation:
                return self._is_quoted(quotation, sources, statement)
            case Signature() as signature:
                return any(_is_signed(signature, source) for source in sources)
            case Comparison() as comparison:
                return self._is_computed(comparison, sources)
        return self._is_supported(statement, sources)

    def _is_supported(self, statement: ReadStatement, sources: Sequence[Citation]) -> bool:
        claim = Claim(statement.text, tuple(source.number for source in sources))
        return self._checker.check(claim, sources).verdict == "supported"

    def _is_quoted(self, quotation: Quotation, sources: Sequence[Citation], statement: ReadStatement) -> bool:
        found = [source for source in sources if _stands_in(quotation.quote, source)]
        if any(gives_order(source.text) and self._is_of(source, quotation.zone) for source in found):
            return True
        return bool(found) and self._is_supported(statement, found)

    def _is_computed(self, comparison: Comparison, sources: Sequence[Citation]) -> bool:
        larger, smaller = _read_figure(comparison.larger), _read_figure(comparison.smaller)
        if larger is None or smaller is None or larger.unit != smaller.unit:
            return False
        sizes = [(figure.value, figure.lean) for figure in (larger, smaller)]
        if (sizes[0] != sizes[1]) if comparison.is_equal else (sizes[0] <= sizes[1]):
            return False
        sides = (
            (comparison.larger, comparison.larger_zone),
            (comparison.smaller, comparison.smaller_zone),
        )
        return all(
            any(_stands_in(figure, source) and self._is_of(source, zone) for source in sources)
            for figure, zone in sides
        )

    def _is_of(self, source: Citation, zone: str) -> bool:
        """Tell whether a text is of the zone that a name means, or names it; of no zone is every text."""
        if not zone:
            return True
        named = {mention.zone.short for mention in self._gazetteer.find(source.text)}
        return any(mention.zone.short in {source.zone, *named} for mention in self._gazetteer.find(zone))


def _is_signed(signature: Signature, source: Citation) -> bool:
    pairs = ((signature.byline, source.byline), (signature.headline, source.headline))
    return all(strip_spaces(said) == strip_spaces(there) for said, there in pairs)


def _stands_in(words: str, source: Citation) -> bool:
    return strip_spaces(words) in strip_spaces(source.text)


def _read_figure(words: str) -> Figure | None:
    return next(iter(find_figures(words)), None)
