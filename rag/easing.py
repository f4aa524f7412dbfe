"""A year that nobody said of this zone: where its pages have none of that year, another year is told as such.

"How many firms had Jincheng in 2023?", "And Yuncheng?": the year is carried over, and the page on Yuncheng
may be of another. A year that the question itself says is never eased.
"""

from __future__ import annotations

from dataclasses import replace

from index.zones import Gazetteer
from prompts.loading import load_wording
from rag.answers import Query
from rag.dialogue.locating import YEAR, blank_opening, locate_names
from rag.drafts import Draft
from rag.question_words import load_question_words

OTHER_YEAR = "other_year"
"""The form of an answer of another year: told in code, and given to no language model."""


def ease_years(query: Query, gazetteer: Gazetteer) -> Query | None:
    """Give the query without its year, where that was carried over to a zone that the question names itself.

    None for a list, and where the question says a time of its own.
    """
    if not query.years or query.is_list or len(query.zones) != 1:
        return None
    said = blank_opening(query.question)
    words = load_question_words(query.language)
    says_time = YEAR.search(said) or words.patterns["relative_time"].search(said)
    return replace(query, years=()) if locate_names(said, gazetteer) and not says_time else None


def tell_other_year(draft: Draft, query: Query) -> Draft:
    """Say before the quotes that they are not of the year that was asked; an abstention stays as it is."""
    if draft.abstained:
        return draft
    wording = load_wording(query.language, "answer")
    years = wording["separator"].join(map(str, query.years))
    return replace(
        draft, text=f"{wording['other_year'].format(years=years)}\n\n{draft.text}", form=OTHER_YEAR
    )
