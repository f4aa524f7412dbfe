"""Judged sentences to evidence: the probability, and what the question's year and kind of answer do to it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from index.dating import resolve_years
from index.documents import Article
from index.store import Index
from index.zones import Gazetteer
from rag.answers import Evidence, Query
from rag.bounding import meets_bounds
from rag.checking.ordering import asks_for_orders, gives_order, orders_by_itself, stands_in_order
from rag.focusing import find_counted, find_focus, has_figure, rate_closeness
from rag.judging import FEATURES, JudgedSentences, JudgingModel
from rag.owning import is_of_others
from rag.placing import names_far_places
from rag.question_words import load_doubt_patterns

_LEAST_SCORE = 0.1
"""Sentences below are not worth a closer look."""
_MOST_EVIDENCE = 300
_MOST_NAMED_FOR_QUOTES = 20
_WORTH_NAMING_SHARE = 0.5
"""Of the threshold; a sentence below is not asserted, and its article's zone will do."""
_OTHER_YEAR = 0.15
_UNKNOWN_YEAR = 0.6
_WITHOUT_WHAT_IS_ASKED = {"number": 0.3, "date": 0.3, "organisation": 0.6}
_FIGURE_OF_ANOTHER_UNIT = 0.75
_DOUBTFUL = 0.4
_OTHERS = 0.4
_ELSEWHERE = "elsewhere"
_QUERIES_KEPT = 64
_FAR_LOSS = 0.15
_FAR_FROM_COUNTED_LOSS = 0.4


def weigh_evidence(
    query: Query, judged: JudgedSentences, *, model: JudgingModel, index: Index, gazetteer: Gazetteer
) -> list[Evidence]:
    """Give the sentences that may answer, best first."""
    probabilities = model.predict(judged.features)
    years = known_years(index)
    scored = []
    for row in (probabilities >= _LEAST_SCORE).nonzero()[0].tolist():
        article = judged.articles[row]
        start, end = judged.spans[row].tolist()
        if is_order(query, article.body, start, end):
            continue
        sentence = article.body[start:end]
        score = float(probabilities[row]) * fit_to_question(query, sentence, article, years, gazetteer)
        scored.append((score, row))
    scored.sort(key=lambda pair: -pair[0])
    # Of a list every sentence that may be asserted needs its zone; else only those that may be quoted.
    least = model.threshold * _WORTH_NAMING_SHARE
    most = _MOST_EVIDENCE if query.is_list else _MOST_NAMED_FOR_QUOTES
    return [
        _make_evidence(judged, row, score, gazetteer if score >= least and rank < most else None)
        for rank, (score, row) in enumerate(scored[:_MOST_EVIDENCE])
    ]


def _make_evidence(judged: JudgedSentences, row: int, score: float, gazetteer: Gazetteer | None) -> Evidence:
    article = judged.articles[row]
    start, end = judged.spans[row].tolist()
    values = zip(FEATURES, judged.features[row].tolist(), strict=True)
    return Evidence(
        article=article,
        start=start,
        end=end,
        zone=attribute_zone(article.body[start:end], article, gazetteer) if gazetteer else article.zone,
        score=score,
        features={name: round(value, 3) for name, value in values},
    )


def known_years(index: Index) -> tuple[int, int]:
    """Give the first and the last known year of publication, `(0, 0)` when none is known."""
    years = index.article_years[index.article_years > 0]
    return (int(years.min()), int(years.max())) if len(years) else (0, 0)


def fit_to_question(
    query: Query, sentence: str, article: Article, years: tuple[int, int], gazetteer: Gazetteer
) -> float:
    """Give the share of a sentence's probability, 0 to 1, that the rules leave.

    A sentence of another year than the one asked for, or without a figure when a figure is asked for,
    hardly answers; nor does one that speaks of an absence, a likeness or a visit to another place, unless
    the question is about that, nor, in a list, one that names the thing as another's. One that lacks a
    required name does not answer at all, nor, in a list, one without the far place that the question names
    or without an amount such as it sets for a condition.
    """
    if query.is_list and not (meets_bounds(query.standalone, sentence) and names_far_places(query, sentence)):
        return 0.0
    share = _fit_year(query, sentence, article, years) * _names_required(query, sentence)
    if query.expects in _WITHOUT_WHAT_IS_ASKED:
        share *= _fit_kind(query, sentence)
    if _is_doubtful(query, sentence, article, gazetteer):
        share *= _DOUBTFUL
    if query.is_list and is_of_others(query, sentence):
        share *= _OTHERS
    return share


def is_order(query: Query, body: str, start: int, end: int) -> bool:
    """Tell whether a sentence gives orders to whoever answers, so that it is no answer.

    What a page reports of an order, in quotation marks, may be asked; no zone fits because of it.
    """
    if not stands_in_order(body, start, end):
        return False
    if query.is_list:
        return True
    is_reported = gives_order(body[start:end]) and not orders_by_itself(body[start:end])
    return not is_reported and not asks_for_orders(query.standalone)


def attribute_zone(sentence: str, article: Article, gazetteer: Gazetteer) -> str:
    """Give the zone that a sentence speaks of.

    The article's, unless the sentence names one other zone and not the article's: a visitor's report tells
    of the zone that was visited.
    """
    named = {mention.zone.short for mention in gazetteer.find(sentence)}
    if len(named) == 1 and article.zone not in named:
        return named.pop()
    return article.zone


def _names_required(query: Query, sentence: str) -> float:
    return float(all(any(name in sentence for name in names) for names in query.required))


def _fit_kind(query: Query, sentence: str) -> float:
    focus = find_focus(query, sentence)
    if focus is not None:
        loss = _FAR_FROM_COUNTED_LOSS if find_counted(query) else _FAR_LOSS
        return 1 - loss * (1 - rate_closeness(query, sentence, focus))
    if query.expects == "number" and has_figure(sentence):
        return _FIGURE_OF_ANOTHER_UNIT
    return _WITHOUT_WHAT_IS_ASKED[query.expects]


@lru_cache(maxsize=_QUERIES_KEPT)
def _choose_doubts(query: Query) -> Mapping[str, re.Pattern[str]]:
    """Give the doubts that the question does not itself ask about."""
    asked = " ".join(word for concept in query.concepts for word in concept.alternatives)
    return {name: pattern for name, pattern in load_doubt_patterns().items() if not pattern.search(asked)}


def _is_doubtful(query: Query, sentence: str, article: Article, gazetteer: Gazetteer) -> bool:
    found = {name for name, pattern in _choose_doubts(query).items() if pattern.search(sentence)}
    if found == {_ELSEWHERE}:
        return _names_another_place(sentence, article, gazetteer)
    return bool(found)


def _names_another_place(sentence: str, article: Article, gazetteer: Gazetteer) -> bool:
    zone = gazetteer.get(article.zone)
    own = zone.place if zone else ""
    others = {mention.zone.place for mention in gazetteer.find(sentence)}
    others |= {mention.place for mention in gazetteer.find_places(sentence)}
    return bool(others - {own})


def _fit_year(query: Query, sentence: str, article: Article, years: tuple[int, int]) -> float:
    if not query.years:
        return 1.0
    spoken = resolve_years(sentence, article.published)
    if spoken:
        return 1.0 if set(spoken) & set(query.years) else _OTHER_YEAR
    if article.published.year is not None:
        return 1.0 if article.published.year in query.years else _OTHER_YEAR
    # Whatever the page's year, it is most likely within those of the other pages.
    return _UNKNOWN_YEAR if any(years[0] <= year <= years[1] for year in query.years) else _OTHER_YEAR
