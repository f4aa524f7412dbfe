"""The step `tokenizer`: count the words of the prepared pairs and build the tokenizer from them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from training.pairs import read_pairs
from training.preparing import pair_glossary
from training.recipe import Recipe
from training.tokenizing import Words, build_tokenizer
from training.word_counts import (
    WordCounts,
    find_whole_terms,
    iterate_english_words,
    make_cutter,
    merge_counts,
)
from training.work_folder import WorkFolder

SENTENCE_KINDS = ("parallel", "query_passage")
TERM_KINDS = ("term", "glossary")
_EVERY_TERM = 1_000


def count_words(work: WorkFolder, recipe: Recipe, *, glossary: Path, on_kind: Callable[[str], None]) -> Words:
    """Count the words of the prepared pairs; windows hold the sentences once more, and are not counted."""
    entries = list(pair_glossary(glossary, most_terms=_EVERY_TERM))
    terms = find_whole_terms(entries, recipe.tokenizer.longest_whole_term)
    cut_words = make_cutter(terms)
    of_sentences, of_terms = WordCounts(), WordCounts()
    for kinds, counts in ((SENTENCE_KINDS, of_sentences), (TERM_KINDS, of_terms)):
        for kind in kinds:
            on_kind(kind)
            counts.count(read_pairs(work.find_pairs(kind)), cut_words)
    settings = recipe.tokenizer
    english, chinese = (
        merge_counts(sentences, words, term_share=settings.term_share, most_terms=settings.most_term_count)
        for sentences, words in (
            (of_sentences.english, of_terms.english),
            (of_sentences.chinese, of_terms.chinese),
        )
    )
    whole = {word for pair in entries for word in iterate_english_words(pair.left)}
    for word in whole:
        english.setdefault(word, settings.term_share)
    for term in terms:
        chinese.setdefault(term, settings.term_share)
    return Words(english, chinese, frozenset(whole.union(terms)))


def make_tokenizer(
    work: WorkFolder, recipe: Recipe, *, glossary: Path, on_kind: Callable[[str], None]
) -> int:
    """Write `tokenizer/tokenizer.json` and give its number of pieces."""
    words = count_words(work, recipe, glossary=glossary, on_kind=on_kind)
    on_kind("pieces")
    tokenizer = build_tokenizer(words, recipe.tokenizer)
    work.tokenizer.parent.mkdir(parents=True, exist_ok=True)
    tokenizer.save(str(work.tokenizer), pretty=False)
    return tokenizer.get_vocab_size()
