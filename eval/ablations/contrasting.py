"""Each variant's figures beside those of the pipeline as it is: the paired difference, and how sure it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median

from eval.ablations.asking import AskedQuestion
from eval.ablations.variants import Variant
from eval.intervals import Difference, Figure, adjust_holm, average, compare_runs
from eval.judging import EVIDENCE_RECALL, RIGHT_REFUSALS, WRONG_REFUSALS
from eval.summarising import ALL

FIGURES = (
    EVIDENCE_RECALL,
    "passage_ndcg@10",
    "passage_mrr",
    "list_f1",
    "answer_accuracy",
    RIGHT_REFUSALS,
    WRONG_REFUSALS,
)
_SURE = 0.05


@dataclass(frozen=True, slots=True)
class AskedVariant:
    """A variant and what its questions gave.

    Attributes:
        variant: What was asked.
        passages: How many passages its index has.
        questions: What each question gave, in the order of the gold.
    """

    variant: Variant
    passages: int
    questions: tuple[AskedQuestion, ...]


@dataclass(frozen=True, slots=True)
class Contrast:
    """How far a variant is above the pipeline as it is.

    Attributes:
        difference: Of the variant less the pipeline, question by question.
        p_of_all: The p of `difference` made larger for the number of tests in the table; see
            `eval.intervals.adjust_holm`.
    """

    difference: Difference
    p_of_all: float

    @property
    def excludes_zero(self) -> bool:
        """Whether the 95 % interval of the difference lies wholly on one side of 0."""
        return self.difference.low > 0 or self.difference.high < 0

    @property
    def is_sure(self) -> bool:
        """Whether it would be a difference even if it were the best of all tests in the table."""
        return self.p_of_all < _SURE


@dataclass(frozen=True, slots=True)
class VariantRow:
    """One row of the table.

    Attributes:
        asked: The variant and its questions, of one group.
        figures: By name; only those that some question has.
        contrasts: By name; of the pipeline as it is, none.
    """

    asked: AskedVariant
    figures: Mapping[str, Figure]
    contrasts: Mapping[str, Contrast] = field(default_factory=dict)

    @property
    def median_ms(self) -> float:
        """Half of the questions took no longer than this."""
        return 1000 * median(question.seconds for question in self.asked.questions)


@dataclass(frozen=True, slots=True)
class AblationTable:
    """All variants over one group of questions.

    Attributes:
        group: `all`, or `lang en`.
        rows: The first is the pipeline as it is.
    """

    group: str
    rows: tuple[VariantRow, ...]

    @property
    def tests(self) -> int:
        """How many differences were tested."""
        return sum(len(row.contrasts) for row in self.rows)

    @property
    def names(self) -> list[str]:
        """The figures that it has, in their order."""
        return [name for name in FIGURES if name in self.rows[0].figures]


def tabulate_variants(asked: Sequence[AskedVariant]) -> tuple[AblationTable, ...]:
    """Make the table over all questions, and one for each language where there are several.

    Args:
        asked: The first is the pipeline as it is; all have the same questions.

    Raises:
        ValueError: They have not the same questions.
    """
    languages = sorted({question.lang for question in asked[0].questions})
    groups = {ALL: list(asked)}
    if len(languages) > 1:
        groups |= {f"lang {lang}": [_keep_language(one, lang) for one in asked] for lang in languages}
    return tuple(make_table(group, members) for group, members in groups.items())


def make_table(group: str, asked: Sequence[AskedVariant]) -> AblationTable:
    """Compare every variant with the first, figure by figure."""
    first, *others = asked
    values = [_collect_values(one) for one in asked]
    differences = [
        {name: compare_runs(values[0][name], found[name]) for name in values[0]} for found in values[1:]
    ]
    adjusted = iter(adjust_holm([one.p for row in differences for one in row.values()]))
    contrasts = [{name: Contrast(one, next(adjusted)) for name, one in row.items()} for row in differences]
    rows = [VariantRow(first, _average_all(values[0]))]
    for one, found, row in zip(others, values[1:], contrasts, strict=True):
        rows.append(VariantRow(one, _average_all(found), row))
    return AblationTable(group, tuple(rows))


def _collect_values(asked: AskedVariant) -> dict[str, dict[str, float]]:
    """Give each figure of each question that it applies to, by the figure's name."""
    values = {
        name: {one.id: one.metrics[name] for one in asked.questions if name in one.metrics}
        for name in FIGURES
    }
    return {name: found for name, found in values.items() if found}


def _average_all(values: Mapping[str, Mapping[str, float]]) -> dict[str, Figure]:
    return {name: average(list(found.values())) for name, found in values.items()}


def _keep_language(asked: AskedVariant, lang: str) -> AskedVariant:
    kept = tuple(question for question in asked.questions if question.lang == lang)
    return AskedVariant(asked.variant, asked.passages, kept)
