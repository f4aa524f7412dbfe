"""Is each answer borne out beside the evidence: as it stands, in another unit, by name, by sound?"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from eval.answer_metrics import stands_in
from eval.questions import LIST, GoldQuestion
from eval.retrieval_metrics import fold_text
from eval.validating.findings import Fault, quote_texts
from eval.validating.proving_evidence import Standings
from eval.validating.searching_pages import GoldPages, SearchedArticle, Standing
from index.dating import resolve_years
from index.figures import Figure, find_figures, same_figure
from index.sounding import compile_sound
from index.units import load_units

COMPARE = "compare"
_YEAR = re.compile(r"(?:19|20)\d{2}年?")
_YEARS_PLACE = 10_000
"""A date is kept as year, month and day in one number, 20231026."""
_SCALES = ("thousand", "million", "billion", "万", "亿")
_PLAIN = re.compile(
    r"(?i:[\d.,]+\s*(?:thousand|million|billion|万|亿)?|[a-z]+|[〇零一二两三四五六七八九十百千万亿]+)"
)
"""A number without its unit, in figures or in words."""
_SOME_UNIT = "yuan"
"""Makes a figure of a number that stands alone."""
_WORD = re.compile(r"[A-Za-z\u3400-\u9fff]{2,}")
_LATIN = re.compile(r"[A-Za-z][A-Za-z\s'’-]*")
_HANZI = re.compile(r"[\u3400-\u9fff]")

Translate = Callable[[str], Sequence[tuple[str, ...]]]
"""Gives, for each word of an English text that means something, what it may be called in Chinese."""


@dataclass(frozen=True)
class _Source:
    """The texts in which an answer may stand: the evidence's sentences, or the whole articles around them.

    Attributes:
        texts: The texts.
        zones: Short names and places of the zones that they are about or name.
        years: The years that they speak of, `去年` counted from the article's date.
    """

    texts: tuple[str, ...]
    zones: frozenset[str]
    years: frozenset[int]

    @cached_property
    def figures(self) -> list[Figure]:
        """Give the figures of the texts."""
        return [figure for text in self.texts for figure in find_figures(text)]

    def dates(self, figure: Figure) -> bool:
        """Tell whether the texts speak of the year that a date states; one without a year fits any."""
        year = int(figure.value) // _YEARS_PLACE if figure.unit == "date" else 0
        return not year or year in self.years


def prove_answers(
    gold: GoldQuestion, standings: Standings, pages: GoldPages, translate: Translate
) -> Iterator[Fault]:
    """Give the any-of lists of which nothing is borne out, and the alternatives that nothing bears out."""
    found = [standing for places in standings.values() for standing in places]
    if gold.kind == LIST and not gold.answers:
        return
    if gold.evidence and not found:
        return  # That the evidence stands nowhere is said already.
    near = _read_sentences(found, pages)
    around = _read_articles([one.where for one in found], pages) if found else _read_all(pages)
    groups = [frozenset(map(fold_text, group)) for group in gold.answers]
    if len(set(groups)) < len(groups):
        yield Fault("answers", "two any-of lists are the same", "remove one, or correct it", is_error=False)
    for group in gold.answers:
        yield from _prove_group(gold, group, (near, around), pages, translate)


def _read_sentences(found: Sequence[Standing], pages: GoldPages) -> _Source:
    """Read the sentences (or headlines, or bylines) in which the evidence stands."""
    said = [(sentence, one.where.article) for one in found for sentence in one.sentences]
    return _Source(
        tuple(dict.fromkeys(sentence for sentence, _ in said)),
        frozenset(name for one in found for zone in pages.list_zones(one) for name in zone),
        frozenset(year for text, article in said for year in resolve_years(text, article.published)),
    )


@lru_cache(maxsize=1)
def _read_all(pages: GoldPages) -> _Source:
    """Read every article, for a question without evidence; kept, since that takes long."""
    return _read_articles(pages.articles, pages)


def _read_articles(chosen: Sequence[SearchedArticle], pages: GoldPages) -> _Source:
    """Read the articles that hold the evidence."""
    articles = {one.article.id: one for one in chosen}.values()
    said = [(text, one.article) for one in articles for text in one.fields]
    zones = [mention.zone for text, _ in said for mention in pages.gazetteer.find(text)]
    names = {name for zone in zones for name in (zone.short, zone.place)}
    return _Source(
        tuple(text for text, _ in said),
        frozenset(names | {one.article.zone for one in articles}),
        frozenset(year for text, article in said for year in resolve_years(text, article.published)),
    )


def _prove_group(
    gold: GoldQuestion,
    group: Sequence[str],
    sources: tuple[_Source, _Source],
    pages: GoldPages,
    translate: Translate,
) -> Iterator[Fault]:
    near, around = sources

    def is_borne_out(answer: str, source: _Source) -> bool:
        return _is_borne_out(answer, gold, source, pages, translate)

    proven = [answer for answer in group if is_borne_out(answer, near) or is_borne_out(answer, around)]
    if not proven:
        yield Fault(
            "answers",
            f"no {'article with the evidence' if gold.evidence else 'page'} says {quote_texts(group)}",
            "correct the answer or the evidence, or add the answer as the page words it",
            is_error=gold.kind != COMPARE,
        )
        return
    if strange := [answer for answer in group if answer not in proven]:
        yield Fault(
            "answers",
            f"nothing on the pages bears out the alternative {quote_texts(strange)}",
            "see that it is the same as the others",
            is_error=False,
        )
    if gold.evidence and not any(is_borne_out(answer, near) for answer in proven):
        yield Fault(
            "answers",
            f"{quote_texts(group)} stands in the article, and in no sentence with evidence",
            "take evidence from the sentence that answers",
            is_error=False,
        )


def _is_borne_out(
    answer: str, gold: GoldQuestion, source: _Source, pages: GoldPages, translate: Translate
) -> bool:
    return (
        any(stands_in(answer, text) for text in source.texts)
        or _is_zone(answer, source, pages)
        or _is_same_value(answer, gold.question, source)
        or _sounds(answer, source)
        or _is_translated(answer, source, translate)
    )


def _is_zone(answer: str, source: _Source, pages: GoldPages) -> bool:
    """Tell whether an answer is a name, or the beginning of one, of a zone that the texts are about."""
    zones = filter(None, map(pages.gazetteer.get, source.zones))
    names = {name for zone in zones for name in (*pages.gazetteer.names_of(zone), zone.place_english)}
    return any(fold_text(name).startswith(fold_text(answer)) for name in names)


def _is_same_value(answer: str, question: str, source: _Source) -> bool:
    """Tell whether every figure of an answer is one of the texts' in another unit or language.

    A number without its unit is read with each unit that the question names, `8.8` of "how many hectares" as
    132亩, and as the plain value of a figure: `44,000` is that of 4.4万吨.
    """
    if _YEAR.fullmatch(answer.strip()):
        return int(answer.strip()[:4]) in source.years
    figures = source.figures
    if _state_same(answer, figures):
        return all(map(source.dates, find_figures(answer)))
    units = dict.fromkeys(match[0] for match in _find_units().finditer(question))
    scales = [f"{scale} " for scale in _SCALES if scale in question.casefold()]
    if any(_state_same(f"{answer} {scale}{unit}", figures) for unit in units for scale in ("", *scales)):
        return True
    return _PLAIN.fullmatch(answer.strip()) is not None and any(
        one.value == other.value for one in find_figures(f"{answer} {_SOME_UNIT}") for other in figures
    )


@lru_cache(maxsize=1)
def _find_units() -> re.Pattern[str]:
    """Give the pattern of a unit that is a word of its own."""
    return re.compile(f"(?<![A-Za-z]){load_units().pattern}")


def _state_same(text: str, figures: Sequence[Figure]) -> bool:
    """Tell whether a text is nothing but figures, each of which is one of the others."""
    stated = find_figures(text)
    if not stated or _WORD.search(_blank_figures(text, stated)):
        return False
    return all(any(same_figure(one, other) for other in figures) for one in stated)


def _blank_figures(text: str, figures: Sequence[Figure]) -> str:
    """Take out figures and the words that say how exact they are."""
    for figure in reversed(figures):
        text = text[: figure.start] + " " + text[figure.end :]
    units = load_units()
    for word in (*units.about, *units.above, *units.below):
        text = text.replace(word, " ")
    return text


def _sounds(answer: str, source: _Source) -> bool:
    """Tell whether an answer in Latin letters is a name that the texts have in hanzi of the same sound."""
    if not _LATIN.fullmatch(answer.strip()):
        return False
    words = answer.split()
    orders = [words, [*words[1:], words[0]]]
    sounds = [compile_sound("".join(order)) for order in orders]
    return any(sound is not None and sound.search(text) for sound in sounds for text in source.texts)


def _is_translated(answer: str, source: _Source, translate: Translate) -> bool:
    """Tell whether more than half of the words of an English answer have a translation in the texts."""
    if _HANZI.search(answer):
        return False
    words = translate(answer)
    found = [any(chinese in text for chinese in word for text in source.texts) for word in words]
    return 2 * sum(found) > len(found)
