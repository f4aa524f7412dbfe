"""The comparison with peers: tables with intervals, what was compared and what not, and JSON values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from eval.benchmarks.reporting import report_difference, report_figure
from eval.intervals import Difference, Figure
from eval.judging import LOWER_IS_BETTER
from eval.measuring import compute_percentile
from eval.peers.comparing import FIGURES, Standing, compare_standings
from eval.peers.makers import OURS, PEERS
from eval.peers.trials import Trial
from rag.answers import Json, Language

PASSAGES = "zonewise, passages only"
_LEAST_P = 0.001
_TITLES = {"all": "all questions", "lang en": "questions in English", "lang zh": "questions in Chinese"}
_STATEMENT = """\
Compared: the same pages, the same questions and, for meaning, the same encoder. Peers find pieces and give no
answer.
- pieces: each peer cuts pages into pieces of at most as many characters as its name says, a fifth of each
  shared with the one before: the tutorials' size, and one that gives pieces as long as our passages.
- evidence, MRR, nDCG: a piece counts when a gold stretch stands in it. Long pieces hold more; "same reading"
  gives each as many characters as our ten passages have, a piece that is begun whole.
- answer_recall@10: the figure or name stands in one of the ten pieces: the most that a model could answer
  that reads them all. answer_accuracy: our answer gives it.
- lists: of a peer, every zone that its first k pieces name, with the k that does best on these very
  questions. A model that reads them might drop some, and could find no more. Ours: the answer's list.
- refusals: a peer cannot refuse. It is taken to where its best piece scores below what was fitted, for each
  language, on one half of the questions; all are judged on the other half. Ours refuses by itself.
Not compared: prose by a language model, other encoders, rerankers, peers tuned by hand, servers. Our rules
were made while looking at the sample's questions; the peers' were not."""


def print_comparison(
    console: Console,
    standings: Mapping[str, Standing],
    groups: Mapping[str, frozenset[str]],
    *,
    title: str,
) -> None:
    """Print all figures, the paired differences, time and memory, and what they mean.

    Args:
        console: Where to.
        standings: By name; `OURS` among them.
        groups: Ids of questions by group.
        title: The pages and the run.
    """
    console.print(escape(title), highlight=False, soft_wrap=True)
    for group, ids in groups.items():
        for part in part_by_size(standings):
            console.print(make_figure_table(_TITLES[group], part, ids))
            console.print(make_difference_table(_TITLES[group], compare_all(part, ids)))
    console.print(make_cost_table([one.trial for name, one in standings.items() if name != PASSAGES]))
    console.print(_STATEMENT, highlight=False, soft_wrap=True)


def compare_all(standings: Mapping[str, Standing], ids: frozenset[str]) -> dict[str, dict[str, Difference]]:
    """Compare ours with each peer over these questions."""
    peers = (name for name in standings if name not in (OURS, PASSAGES))
    return {name: compare_standings(standings[OURS], standings[name], ids) for name in peers}


def part_by_size(standings: Mapping[str, Standing]) -> list[dict[str, Standing]]:
    """Give for each size of pieces the peers that have it, ours before them: one table each."""
    sizes = dict.fromkeys(one.trial.size for one in standings.values() if one.trial.size)
    return [{name: one for name, one in standings.items() if one.trial.size in (0, size)} for size in sizes]


def make_figure_table(title: str, standings: Mapping[str, Standing], ids: frozenset[str]) -> Table:
    """Make a table with a row for each figure and a column for each pipeline."""
    table = Table(title=escape(title), title_justify="left", show_lines=True)
    table.add_column("figure")
    table.add_column("n", justify="right")
    for name in standings:
        table.add_column(escape(name), justify="right")
    columns = [standing.list_figures(ids) for standing in standings.values()]
    for name in FIGURES:
        found = [column[name] for column in columns if name in column]
        if found:
            cells = [_format_figure(column[name]) if name in column else "" for column in columns]
            table.add_row(_name_figure(name), str(found[0].n), *cells)
    depths = [str(standing.list_k or "") for standing in standings.values()]
    table.add_row("pieces read for a list", "", *depths)
    return table


def make_difference_table(title: str, differences: Mapping[str, Mapping[str, Difference]]) -> Table:
    """Make a table of how far ours is above each peer, with interval and p."""
    table = Table(
        title=escape(f"{title}: zonewise less the peer, paired"), title_justify="left", show_lines=True
    )
    table.add_column("figure")
    for name in differences:
        table.add_column(escape(name), justify="right")
    for name in FIGURES:
        if any(name in column for column in differences.values()):
            table.add_row(
                _name_figure(name), *(_format_difference(one.get(name)) for one in differences.values())
            )
    return table


def make_cost_table(trials: Sequence[Trial]) -> Table:
    """Make a table of time and memory, each over the first trial's, which is ours; one run, this machine."""
    table = Table(title="time and memory, one run each; x: times ours", title_justify="left")
    for heading in ("pipeline", "pieces", "indexing, s", "p50, ms", "p95, ms", "peak MiB"):
        table.add_column(heading, justify="left" if heading == "pipeline" else "right")
    first = _list_costs(trials[0])
    for trial in trials:
        cells = [
            f"{cost:.3g} ({cost / base:.2g}x)" for cost, base in zip(_list_costs(trial), first, strict=True)
        ]
        table.add_row(escape(trial.label), str(trial.pieces), *cells)
    return table


def report_comparison(
    standings: Mapping[str, Standing], groups: Mapping[str, frozenset[str]]
) -> dict[str, Json]:
    """Give everything as JSON values, each question's values too."""
    return {name: _report_standing(name, standings, groups) for name in standings}


def _report_standing(
    name: str, standings: Mapping[str, Standing], groups: Mapping[str, frozenset[str]]
) -> dict[str, Json]:
    one = standings[name]
    peer = PEERS.get(one.trial.name)
    costs = zip(
        ("index_s", "latency_p50_ms", "latency_p95_ms", "peak_mib"), _list_costs(one.trial), strict=True
    )
    report: dict[str, Json] = {
        "what": peer.what if peer else "this program",
        "piece_chars": one.trial.size,
        "pieces": one.trial.pieces,
        "list_k": one.list_k,
        "refuses_below": dict(_drop_infinite(one.thresholds)),
        **dict(costs),
        "groups": {
            group: {figure: report_figure(value) for figure, value in one.list_figures(ids).items()}
            for group, ids in groups.items()
        },
        "questions": {figure: dict(one.values.get(figure, {})) for figure in FIGURES},
    }
    if peer:
        report["differences"] = {
            group: {
                figure: report_difference(value)
                for figure, value in compare_standings(standings[OURS], one, ids).items()
            }
            for group, ids in groups.items()
        }
    return report


def _drop_infinite(thresholds: Mapping[Language, float]) -> dict[str, float]:
    """Leave out what refuses nothing: JSON knows no infinity."""
    return {lang: value for lang, value in thresholds.items() if value > float("-inf")}


def _list_costs(trial: Trial) -> tuple[float, float, float, float]:
    seconds = [row.seconds for row in trial.rows]
    p50, p95 = (compute_percentile(seconds, percent) * 1000 for percent in (50, 95))
    return trial.index_s, p50, p95, trial.peak_mib


def _name_figure(name: str) -> str:
    return f"{name} (lower is better)" if name in LOWER_IS_BETTER else name


def _format_figure(figure: Figure) -> str:
    """Write a figure with its interval below it, short enough for eight columns."""
    return f"{figure.value:.3f}\n{figure.low:.2f}–{figure.high:.2f}"


def _format_difference(difference: Difference | None) -> str:
    if difference is None:
        return ""
    return (
        f"{difference.value:+.3f}\n{difference.low:+.3f} to {difference.high:+.3f}\n{format_p(difference.p)}"
    )


def format_p(p: float) -> str:
    """Write p to three places: the test of 10,000 draws cannot tell how far below 0.001 it is."""
    return "p < 0.001" if p < _LEAST_P else f"p {p:.3f}"
