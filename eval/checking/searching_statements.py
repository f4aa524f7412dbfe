"""`python -m eval.checking.searching_statements`: gold statements that the search must find.

Each statement comes alone: no sentence is given for it and no text stands around it. Statements that cite the
wrong sentence are left out, since another one of the pages bears them out.
"""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from eval.checking.statements import NO_ERROR, GoldStatement, load_statements
from eval.gating import PARAPHRASES_FILE
from eval.preparing import build_page_index
from rag.answers import Verdict
from rag.settings import SAMPLE_PAGES

_LEFT_OUT = "neighbour"
_VERDICTS: tuple[Verdict, ...] = ("supported", "contradicted", "unsupported")


def search_statements(statements: Sequence[GoldStatement], index: Path) -> dict[str, Counter[Verdict]]:
    """Give how the statements of each kind came out."""
    from rag.assembling import load_checker, open_pipeline
    from rag.settings import Settings
    from rag.texts.checking_texts import check_text, prepare_text

    pipeline = open_pipeline(Settings(index_dir=index))
    outcomes: defaultdict[str, Counter[Verdict]] = defaultdict(Counter)
    with pipeline.index:
        checker = load_checker(pipeline.gazetteer, pipeline.resources.lexicon)
        for gold in statements:
            if gold.kind == _LEFT_OUT:
                continue
            checked = check_text(prepare_text(gold.statement), pipeline.resources, checker)
            outcomes[gold.kind][join_verdicts([item.statement.verdict for item in checked])] += 1
    return dict(outcomes)


def join_verdicts(verdicts: Sequence[Verdict]) -> Verdict:
    """Give the verdict on a row that was read as several statements: the gravest."""
    return max(verdicts, key=lambda verdict: _VERDICTS.index(verdict) if verdict in _VERDICTS else -1)


def tabulate_outcomes(outcomes: Mapping[str, Counter[Verdict]]) -> str:
    """Give a table in Markdown, the right statements first."""
    rows = ["| kind | statements | supported | contradicted | not supported |", "|---|---|---|---|---|"]
    for kind in sorted(outcomes, key=lambda name: (name != NO_ERROR, name)):
        counts = outcomes[kind]
        name = "right" if kind == NO_ERROR else f"wrong: {kind}"
        rows.append(
            f"| {name} | {counts.total()} | " + " | ".join(str(counts[one]) for one in _VERDICTS) + " |"
        )
    return "\n".join(rows) + "\n"


def main(arguments: Sequence[str]) -> int:
    """Run over a file of gold statements (default: the paraphrases) and print the table."""
    path = Path(arguments[0]) if arguments else PARAPHRASES_FILE
    with TemporaryDirectory() as folder:
        index = build_page_index(SAMPLE_PAGES, Path(folder) / "index")
        sys.stdout.write(tabulate_outcomes(search_statements(load_statements(path), index)))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
