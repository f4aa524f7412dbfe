"""What follow-ups are made from: the answer before, what it speaks of, and what its articles speak of."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from index.documents import Article, Zone
from rag.answers import Answer, Language
from rag.dialogue.locating import blank_spans, locate_names
from rag.pipeline import Pipeline
from rag.suggestions.surveying import count_by_zone, find_passages
from rag.suggestions.themes import Theme, ThemeFinder, load_themes

_SENTENCE = re.compile(r"[^。！？\n]+")
_MOST_ARTICLES = 8
_MOST_THEMES = 40
_LEAST_LIKENESS = 0.2
"""By the bundled encoder, of a theme and a question: below it they have nothing to do with each other."""


@dataclass(frozen=True, slots=True)
class Ground:
    """An answer, and what to go on from.

    Attributes:
        answer: The answer before.
        pipeline: What made it.
        history: The questions asked so far, that of the answer included, oldest first.
        topic: The theme that the question names; none where it names none.
        articles: The articles that it cites, for an abstention those that came nearest; none twice.
    """

    answer: Answer
    pipeline: Pipeline
    history: tuple[str, ...]
    topic: Theme | None
    articles: tuple[Article, ...]

    @property
    def language(self) -> Language:
        """The language of the question, and so of what is suggested."""
        return self.answer.query.language

    @property
    def finder(self) -> ThemeFinder:
        """Finds themes."""
        return load_themes()

    def find_zone(self, short: str) -> Zone | None:
        """Give the zone of a short name."""
        return self.pipeline.gazetteer.get(short)

    def is_of_topic(self, theme: Theme) -> bool:
        """Say whether a theme is what the question asked for, or a part or a kind of it."""
        asked = [word for concept in self.answer.query.concepts for word in concept.alternatives]
        asked += [*self.topic.words] if self.topic else []
        return any(len(word) > 1 and (word in theme.chinese or theme.chinese in word) for word in asked)


def survey_answer(answer: Answer, pipeline: Pipeline, earlier: Sequence[str]) -> Ground:
    """Gather what suggestions are made from; articles that have left the index are passed over."""
    ids = [citation.article_id for citation in answer.citations]
    if answer.abstained:
        ids += [hit.article.id for hit in answer.hits]
    query = answer.query
    text = blank_spans(query.standalone, locate_names(query.standalone, pipeline.gazetteer))
    return Ground(
        answer=answer,
        pipeline=pipeline,
        history=(*earlier, query.question),
        topic=load_themes().find_asked(text, query.language),
        articles=tuple(_open_articles(list(dict.fromkeys(ids))[:_MOST_ARTICLES], pipeline)),
    )


def _open_articles(ids: Sequence[str], pipeline: Pipeline) -> Iterator[Article]:
    for article_id in ids:
        try:
            yield pipeline.article(article_id)
        except LookupError:
            continue


def rank_salient(ground: Ground, zone: str) -> list[Theme]:
    """Give what the articles of a zone speak of besides the topic, what is most their own first."""
    found: Counter[Theme] = Counter()
    for article in ground.articles:
        if article.zone == zone:
            found.update(ground.finder.find(f"{article.headline}\n{article.body}"))
    themes = [theme for theme in found if not ground.is_of_topic(theme)]
    return sorted(themes, key=lambda theme: (-_rate_rarity(theme, ground) * found[theme], theme.chinese))


def _rate_rarity(theme: Theme, ground: Ground) -> float:
    """Give how few passages speak of it: the idf of its rarest piece."""
    pieces = ground.pipeline.resources.lexicon.encoder.split([theme.chinese])[0]
    return float(ground.pipeline.index.keywords.idfs[pieces].max()) if len(pieces) else 0.0


def rank_related(ground: Ground) -> list[Theme]:
    """Give what the articles speak of and is near to the question in meaning, nearest first."""
    found: Counter[Theme] = Counter()
    for article in ground.articles:
        found.update(ground.finder.find(f"{article.headline}\n{article.body}").keys())
    themes = [theme for theme, _ in found.most_common(_MOST_THEMES) if not ground.is_of_topic(theme)]
    if not themes:
        return []
    query, encoder = ground.answer.query, ground.pipeline.resources.lexicon.encoder
    asked = " ".join(concept.alternatives[0] for concept in query.concepts) or query.standalone
    cosines = encoder.encode_queries([theme.chinese for theme in themes]) @ encoder.encode_queries([asked])[0]
    order = np.argsort(-cosines, kind="stable").tolist()
    return [themes[row] for row in order if cosines[row] >= _LEAST_LIKENESS]


def rank_others(ground: Ground, topic: Theme, asked: str) -> list[Zone]:
    """Give the zones that may answer the same question: of the same city, then with most to say."""
    index = ground.pipeline.index
    counts = count_by_zone(find_passages(topic, index, ground.pipeline.resources.lexicon), index)
    here = ground.find_zone(asked)
    city = here.city if here else ""
    found = [(zone, count) for zone, count in zip(index.zones, counts.tolist(), strict=True) if count]
    found = [(zone, count) for zone, count in found if zone.short != asked]
    return [
        zone for zone, _ in sorted(found, key=lambda pair: (pair[0].city != city, -pair[1], pair[0].short))
    ]


def list_untold(ground: Ground, zone: str) -> list[str]:
    """Give the sentences of a zone's articles that the answer has not quoted."""
    quoted = [(one.article_id, one.article_start, one.article_end) for one in ground.answer.citations]
    return [
        sentence[0]
        for article in ground.articles
        if article.zone == zone
        for sentence in _SENTENCE.finditer(article.body)
        if ground.answer.abstained
        or not any(
            article.id == other and start < sentence.end() and sentence.start() < end
            for other, start, end in quoted
        )
    ]
