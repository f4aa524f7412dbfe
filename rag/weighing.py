"""Judged sentences to evidence: the probability, and what the question's year and kind of answer do to it."""

from __future__ import annotations

from index.dating import resolve_years
from index.documents import Article
from index.zones import Gazetteer
from rag.answers import Evidence, Query
from rag.focusing import find_focus
from rag.judging import FEATURES, JudgedSentences, JudgingModel

_LEAST_SCORE = 0.02
"""Sentences below are not worth a closer look."""
_OTHER_YEAR = 0.15
_UNKNOWN_YEAR = 0.8
_WITHOUT_WHAT_IS_ASKED = {"number": 0.3, "date": 0.5, "organisation": 0.6}


def weigh_evidence(
    query: Query, judged: JudgedSentences, *, model: JudgingModel, gazetteer: Gazetteer
) -> list[Evidence]:
    """Give the sentences that may answer, best first.

    A sentence of another year than the one asked for, or without any figure when a figure is asked for,
    keeps only a share of its probability.
    """
    probabilities = model.predict(judged.features)
    evidence = []
    for row in (probabilities >= _LEAST_SCORE).nonzero()[0].tolist():
        article = judged.articles[row]
        start, end = judged.spans[row].tolist()
        sentence = article.body[start:end]
        score = float(probabilities[row]) * fit_to_question(query, sentence, article)
        values = {
            name: round(float(value), 3) for name, value in zip(FEATURES, judged.features[row], strict=True)
        }
        zone = attribute_zone(sentence, article, gazetteer)
        evidence.append(Evidence(article, start, end, zone, score, values))
    return sorted(evidence, key=lambda item: -item.score)


def fit_to_question(query: Query, sentence: str, article: Article) -> float:
    """Give what the year and the kind of answer asked for leave of a sentence's probability, 0 to 1."""
    share = _fit_year(query, sentence, article)
    if query.expects in _WITHOUT_WHAT_IS_ASKED and find_focus(query, sentence) is None:
        share *= _WITHOUT_WHAT_IS_ASKED[query.expects]
    return share


def attribute_zone(sentence: str, article: Article, gazetteer: Gazetteer) -> str:
    """Give the zone that a sentence speaks of.

    The article's, unless the sentence names one other zone and not the article's: a visitor's report tells
    of the zone that was visited.
    """
    named = {mention.zone.short for mention in gazetteer.find(sentence)}
    if len(named) == 1 and article.zone not in named:
        return named.pop()
    return article.zone


def _fit_year(query: Query, sentence: str, article: Article) -> float:
    if not query.years:
        return 1.0
    spoken = resolve_years(sentence, article.published)
    if spoken:
        return 1.0 if set(spoken) & set(query.years) else _OTHER_YEAR
    if article.published.year is None:
        return _UNKNOWN_YEAR
    return 1.0 if article.published.year in query.years else _OTHER_YEAR
