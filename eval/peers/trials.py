"""One pipeline, built over a folder of pages and asked every question, in a process of its own.

`python -m eval --peers` starts `python -m eval.peers.trials` for each, so that no pipeline is measured with
another one's packages in memory.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import cycle, islice
from pathlib import Path

from eval.judging import QuestionOutcome, ask_questions
from eval.measuring import measure_module
from eval.peers.makers import OURS, PEERS
from eval.peers.pieces import TUTORIAL_CHARACTERS, Peer, join_lines
from eval.peers.scoring import LIST_DEPTHS, SHOWN, fold_pieces, score_ranking, score_shown
from eval.preparing import build_page_index, open_examination
from eval.questions import GoldQuestion, check_ids, load_questions
from eval.ranking_questions import IndexTexts
from index.embedding import load_bundled_encoder
from index.reading import read_pages
from index.store import open_index
from index.zones import Gazetteer, load_gazetteer

_DEEPEST, _RANKED = max(LIST_DEPTHS), 200
_TIMEOUT_S = 3600.0
_WARMING_PAGE = "开发区建成铜加工项目。The zone makes copper."
_WARMING_QUESTIONS = 10


@dataclass(frozen=True, slots=True)
class TrialRow:
    """One question.

    Attributes:
        id: The question's.
        seconds: Wall time.
        confidence: The score of the best piece; 0 of ours, which refuses by itself.
        metrics: Figures by name.
        read: See `PieceScores`.
        before: See `PieceScores`.
        abstained: It refused; a peer never does.
    """

    id: str
    seconds: float
    confidence: float
    metrics: Mapping[str, float]
    read: int
    before: tuple[int, ...]
    abstained: bool = False


@dataclass(frozen=True, slots=True)
class Trial:
    """What one pipeline did.

    Attributes:
        name: Of `PEERS`, or `OURS`.
        index_s: Seconds from pages on disk to ready for a question; packages and encoder were loaded before.
        pieces: How many it cut.
        rows: One for each question, in their order.
        peak_mib: Largest resident memory of its process; 0 before that has ended.
        size: The most characters of a piece, as a peer was told; 0 of ours, which has its own.
    """

    name: str
    index_s: float
    pieces: int
    rows: tuple[TrialRow, ...]
    peak_mib: float = 0.0
    size: int = 0

    @property
    def label(self) -> str:
        """What it is called beside others: `langchain-dense 300`."""
        return f"{self.name} {self.size}" if self.size else self.name


def try_peer(name: str, pages: Path, questions: Sequence[GoldQuestion], *, size: int) -> Trial:
    """Build a peer and ask it every question; a follow-up is asked with the questions before it in front."""
    encoder, build = load_bundled_encoder(), PEERS[name].load()
    build([_WARMING_PAGE], encoder, size)  # what a package loads at its first use is not counted
    start = time.perf_counter()
    peer = build([page.text for page in read_pages(pages).pages], encoder, size)
    index_s = time.perf_counter() - start
    for gold in islice(cycle(questions), _WARMING_QUESTIONS):
        peer.search(gold.question, k=SHOWN)
    judge = PeerJudge(peer, fold_pieces(peer.texts), load_gazetteer())
    return Trial(name, index_s, len(peer.texts), tuple(map(judge.ask, questions)), size=size)


@dataclass(frozen=True, slots=True)
class PeerJudge:
    """Asks one peer and judges what it finds.

    Attributes:
        peer: What is asked.
        texts: Its pieces, folded.
        gazetteer: Knows the zones that pieces name.
    """

    peer: Peer
    texts: IndexTexts
    gazetteer: Gazetteer

    def ask(self, gold: GoldQuestion) -> TrialRow:
        """Ask for ten pieces while the clock runs, then once more for as many as our second stage ranks."""
        # A peer keeps no dialogue.
        asked = "\n".join([*gold.before, gold.question])
        start = time.perf_counter()
        found = self.peer.search(asked, k=SHOWN)
        seconds = time.perf_counter() - start
        pieces = self.peer.texts
        ranking = self.peer.search(asked, k=min(_RANKED, len(pieces))).numbers
        # A reader goes on over the end of a line, and our own passages have their lines joined.
        shown = [(pieces[number], join_lines(pieces[number])) for number in ranking[:_DEEPEST]]
        scores = score_shown(gold, shown, self.gazetteer)
        metrics = {**scores.metrics, **score_ranking(gold, ranking, self.texts)}
        return TrialRow(gold.id, seconds, found.confidence, metrics, scores.read, scores.before)


def try_ours(pages: Path, questions: Sequence[GoldQuestion]) -> Trial:
    """Build our index and ask the whole pipeline every question, judged as the gold suites are.

    Beside what the answer gives, its ten hits are scored as a peer's pieces are.
    """
    load_bundled_encoder().encode_queries(["warm"])
    with tempfile.TemporaryDirectory(prefix="zonewise-peers-") as folder:
        start = time.perf_counter()
        place = build_page_index(pages, Path(folder) / "index")
        index_s = time.perf_counter() - start
        with open_index(place) as index:
            pieces = index.n_passages
        with open_examination(place, {}) as examination:
            ask_questions(examination.answerer, list(islice(cycle(questions), _WARMING_QUESTIONS)))
            outcomes = ask_questions(examination.answerer, questions, judges=examination.judges)
    gazetteer = load_gazetteer()
    return Trial(OURS, index_s, pieces, tuple(_make_row(outcome, gazetteer) for outcome in outcomes))


def _make_row(outcome: QuestionOutcome, gazetteer: Gazetteer) -> TrialRow:
    hits = outcome.answer.hits if outcome.answer else ()
    shown = [(hit.text, hit.article.headline, hit.article.byline, hit.article.zone) for hit in hits]
    scores = score_shown(outcome.gold, shown, gazetteer)
    return TrialRow(
        outcome.gold.id,
        outcome.seconds,
        0.0,
        {**scores.metrics, **outcome.metrics},  # where both have a figure, the suite's own stands
        scores.read,
        scores.before,
        abstained=outcome.abstained,
    )


def run_trial(name: str, pages: Path, gold: Sequence[Path], *, size: int = TUTORIAL_CHARACTERS) -> Trial:
    """Try one pipeline in a process of its own, and give what it did with the memory that it took.

    Args:
        name: Of `PEERS`, or `OURS`.
        pages: The folder of pages.
        gold: Files of questions.
        size: The most characters of a peer's piece.

    Raises:
        CommandFailedError: The process failed.
    """
    with tempfile.TemporaryDirectory(prefix="zonewise-peers-") as folder:
        to = Path(folder) / "trial.json"
        arguments = [
            "eval.peers.trials",
            name,
            "--pages",
            str(pages.resolve()),
            "--to",
            str(to),
            "--piece-chars",
            str(size),
            "--questions",
        ]
        measured = measure_module([*arguments, *(str(path.resolve()) for path in gold)], timeout_s=_TIMEOUT_S)
        return replace(read_trial(to), peak_mib=measured.peak_mib)


def read_trial(path: Path) -> Trial:
    """Read what the process of a trial wrote."""
    raw = json.loads(path.read_text(encoding="utf-8"))
    rows = tuple(TrialRow(**{**row, "before": tuple(row["before"])}) for row in raw.pop("rows"))
    return Trial(**raw, rows=rows)


def load_gold(paths: Sequence[Path]) -> tuple[GoldQuestion, ...]:
    """Read the questions of all files.

    Raises:
        GoldFileError: A file cannot be read, or an id stands in two of them.
    """
    questions = tuple(question for path in paths for question in load_questions(path))
    check_ids([question.id for question in questions], paths[-1], "question")
    return questions


def main(arguments: Sequence[str] | None = None) -> int:
    """Try the pipeline that is named and write what it did."""
    parser = argparse.ArgumentParser(prog="python -m eval.peers.trials", description=__doc__)
    parser.add_argument("name", choices=[OURS, *PEERS])
    parser.add_argument("--pages", type=Path, required=True)
    parser.add_argument("--questions", type=Path, nargs="+", required=True)
    parser.add_argument("--to", type=Path, required=True)
    parser.add_argument("--piece-chars", type=int, default=TUTORIAL_CHARACTERS)
    options = parser.parse_args(arguments)
    questions = load_gold(options.questions)
    if options.name == OURS:
        trial = try_ours(options.pages, questions)
    else:
        trial = try_peer(options.name, options.pages, questions, size=options.piece_chars)
    options.to.write_text(json.dumps(asdict(trial)), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
