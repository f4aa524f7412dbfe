"""Settings to a pipeline. Nothing else builds models or opens an index."""

from __future__ import annotations

from dataclasses import dataclass

from index.embedding import StaticEncoder, TextEncoder, load_bundled_encoder
from index.lexicon import Lexicon, load_lexicon
from index.sentence_encoding import load_encoder
from index.store import Index, open_index
from index.zones import Gazetteer, load_gazetteer
from rag.checking.verifying import StatementChecker
from rag.checking.verifying_meaning import load_meaning_judge
from rag.judging import JudgingModels, load_judging_models
from rag.models.connecting import connect_model
from rag.models.generating import ChatModel
from rag.pipeline import Pipeline
from rag.reranking import Reranker, load_reranker
from rag.resources import Resources
from rag.settings import Settings


@dataclass(frozen=True, slots=True)
class Models:
    """Everything that answering needs besides the index: opened once, whatever generation is served.

    Attributes:
        settings: What they were opened by.
        bundled: The bundled encoder, which splits texts into words.
        encoder: What the index was made with.
        lexicon: Translates.
        gazetteer: Knows the zones that are listed, not those of the index.
        reranker: The second stage.
        judging: Judge sentences.
        chat_model: Writes answers, where the settings name one.
    """

    settings: Settings
    bundled: StaticEncoder
    encoder: TextEncoder
    lexicon: Lexicon
    gazetteer: Gazetteer
    reranker: Reranker
    judging: JudgingModels
    chat_model: ChatModel | None


def open_pipeline(settings: Settings) -> Pipeline:
    """Open the index and everything that answering needs.

    Raises:
        index.errors.StoreError: There is no index, it is damaged, or another encoder made it; or a model that
            the settings name cannot be used.
        SettingError: The language model that they name cannot be connected.
    """
    models = load_models(settings)
    return join_index(models, open_newest(models))


def load_models(settings: Settings) -> Models:
    """Open everything but the index; see `open_pipeline` for the errors."""
    chat_model = connect_model(settings)
    bundled = load_bundled_encoder()
    return Models(
        settings=settings,
        bundled=bundled,
        encoder=load_encoder(settings.encoder),
        lexicon=load_lexicon(),
        gazetteer=load_gazetteer(),
        reranker=load_reranker(settings.reranker, bundled),
        judging=load_judging_models(),
        chat_model=chat_model,
    )


def open_newest(models: Models) -> Index:
    """Open the newest generation of the index that the settings name.

    Raises:
        index.errors.StoreError: There is no index, it is damaged, or another encoder made it.
    """
    return open_index(models.settings.index_dir, encoder=models.encoder, splitter=models.bundled)


def join_index(models: Models, index: Index) -> Pipeline:
    """Make a pipeline over a generation: what knows the zones of the index is made for it."""
    gazetteer = models.gazetteer.with_zones(index.zones)
    return Pipeline(
        Resources(
            index=index,
            gazetteer=gazetteer,
            lexicon=models.lexicon,
            encoder=models.encoder,
            reranker=models.reranker,
            models=models.judging,
            settings=models.settings,
            chat_model=models.chat_model,
            checker=load_checker(gazetteer, models.lexicon) if models.chat_model else None,
        )
    )


def load_checker(gazetteer: Gazetteer, lexicon: Lexicon) -> StatementChecker:
    """Make what holds statements against the pages; the gazetteer should know the zones of the index."""
    return StatementChecker(gazetteer, lexicon, load_meaning_judge(lexicon, gazetteer))
