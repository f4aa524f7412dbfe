"""Prepare: read the data, keep what is good for training, and write the pairs by kind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from index.lexicon import GlossaryError, read_glossary
from training.cleaning import PairSieve, read_test_texts
from training.errors import TrainingDataError
from training.pairs import Pair, read_pairs, write_pairs
from training.recipe import Recipe
from training.windows import WindowQueries, cut_windows, find_common_words
from training.work_folder import WorkFolder, digest_file

PARALLEL_FILE = Path("train/parallel.jsonl.gz")
TERMS_FILE = Path("train/terms.jsonl.gz")
QUERY_PASSAGE_FILE = Path("train/query_passage.jsonl.gz")
DEV_FILE = Path("train/dev_parallel.jsonl.gz")
TESTS_FOLDER = Path("eval")

_PARALLEL_NAMES = ("en", "zh", "src")
_QUERY_NAMES = ("q", "pos", "src")
_GLOSSARY_SOURCE = "glossary"


@dataclass(frozen=True, slots=True)
class Preparation:
    """What was kept and what was not.

    Attributes:
        kept: Pairs by kind, then by source.
        dropped: Pairs by source, then by reason.
        test_texts: So many texts of tests were looked out for.
    """

    kept: Mapping[str, Mapping[str, int]]
    dropped: Mapping[str, Mapping[str, int]]
    test_texts: int


def digest_inputs(data: Path, glossary: Path) -> dict[str, str]:
    """Give the digest of each file that is read; one that is not there says so."""
    tests = sorted((data / TESTS_FOLDER).glob("*.jsonl.gz"))
    named = [data / name for name in (PARALLEL_FILE, TERMS_FILE, QUERY_PASSAGE_FILE, DEV_FILE)]
    return {path.name: digest_file(path) for path in (*named, *tests, glossary)}


def prepare_pairs(
    data: Path, work: WorkFolder, recipe: Recipe, *, glossary: Path, on_kind: Callable[[str], None]
) -> Preparation:
    """Write `pairs/KIND.jsonl.gz` for each kind.

    Args:
        data: The folder of the data, in the layout of training/README.md.
        work: Where the pairs go.
        recipe: What is kept.
        glossary: English terms with their Chinese ones, as `index/bundled/glossary.tsv` has them.
        on_kind: Called before each kind of pairs.

    Raises:
        TrainingDataError: A file is missing or damaged.
    """
    test_texts = read_test_texts(data / TESTS_FOLDER, [data / DEV_FILE])
    sieve = PairSieve(recipe.cleaning, test_texts)
    kept: dict[str, Mapping[str, int]] = {}
    for kind, pairs in _make_kinds(data, recipe, sieve, glossary=glossary):
        on_kind(kind)
        counts: Counter[str] = Counter()
        write_pairs(work.find_pairs(kind), _count_sources(pairs, counts))
        kept[kind] = dict(counts.most_common())
    dropped: dict[str, dict[str, int]] = {}
    for (source, reason), count in sorted(sieve.dropped.items()):
        dropped.setdefault(source, {})[reason] = count
    return Preparation(kept, dropped, len(test_texts))


def _make_kinds(
    data: Path, recipe: Recipe, sieve: PairSieve, *, glossary: Path
) -> Iterator[tuple[str, Iterable[Pair]]]:
    """Give each kind of pairs. A new kind is a line here and a weight in the recipe."""
    parallel = list(sieve.sift_sentences(read_pairs(data / PARALLEL_FILE, _PARALLEL_NAMES)))
    yield "parallel", parallel
    yield "term", sieve.sift_terms(read_pairs(data / TERMS_FILE, _PARALLEL_NAMES))
    yield (
        "glossary",
        sieve.sift_terms(pair_glossary(glossary, most_terms=recipe.cleaning.glossary_terms)),
    )
    questions = _cut_passages(
        read_pairs(data / QUERY_PASSAGE_FILE, _QUERY_NAMES), recipe.cleaning.longest_passage_chars
    )
    yield "query_passage", sieve.sift_questions(questions)
    windows = list(cut_windows(parallel, recipe.windows, seed=recipe.seed))
    common_words = find_common_words(parallel, recipe.windows.common_words)
    queries = WindowQueries(recipe.windows, common_words, seed=recipe.seed)
    yield "window", queries.pair_sentences(windows)
    yield "window_span", queries.pair_spans(windows)
    yield "window_words", queries.pair_content_words(windows)


def pair_glossary(path: Path, *, most_terms: int) -> Iterator[Pair]:
    """Pair each English term of the project's glossary with its best Chinese terms.

    Raises:
        TrainingDataError: A line is no entry.
    """
    try:
        glossary = read_glossary(path)
    except GlossaryError as error:
        raise TrainingDataError(
            f"{path}:{error.number}: an entry is an English term, a tab and Chinese terms"
        ) from error
    for english, chinese in glossary.items():
        for term in chinese[:most_terms]:
            yield Pair(english, term, _GLOSSARY_SOURCE)


def _cut_passages(pairs: Iterable[Pair], longest_chars: int) -> Iterator[Pair]:
    for pair in pairs:
        yield pair._replace(right=pair.right[:longest_chars])


def _count_sources(pairs: Iterable[Pair], counts: Counter[str]) -> Iterator[Pair]:
    for pair in pairs:
        counts[pair.source] += 1
        yield pair
