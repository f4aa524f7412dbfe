"""Settings to a pipeline. Nothing else builds models or opens an index."""

from __future__ import annotations

from index.embedding import load_bundled_encoder
from index.lexicon import Lexicon, load_lexicon
from index.sentence_encoding import load_encoder
from index.store import open_index
from index.zones import Gazetteer, load_gazetteer
from rag.checking.verifying import StatementChecker
from rag.checking.verifying_meaning import load_meaning_judge
from rag.judging import load_judging_models
from rag.models.connecting import connect_model
from rag.pipeline import Pipeline
from rag.reranking import load_reranker
from rag.resources import Resources
from rag.settings import Settings


def open_pipeline(settings: Settings) -> Pipeline:
    """Open the index and everything that answering needs.

    Raises:
        index.errors.StoreError: There is no index, it is damaged, or another encoder made it; or a model that
            the settings name cannot be used.
        SettingError: The language model that they name cannot be connected.
    """
    chat_model = connect_model(settings)
    bundled = load_bundled_encoder()
    encoder = load_encoder(settings.encoder)
    reranker = load_reranker(settings.reranker, bundled)
    index = open_index(settings.index_dir, encoder=encoder, splitter=bundled)
    gazetteer, lexicon = load_gazetteer().with_zones(index.zones), load_lexicon()
    return Pipeline(
        Resources(
            index=index,
            gazetteer=gazetteer,
            lexicon=lexicon,
            encoder=encoder,
            reranker=reranker,
            models=load_judging_models(),
            settings=settings,
            chat_model=chat_model,
            checker=load_checker(gazetteer, lexicon) if chat_model else None,
        )
    )


def load_checker(gazetteer: Gazetteer, lexicon: Lexicon) -> StatementChecker:
    """Make what holds statements against the pages; the gazetteer should know the zones of the index."""
    return StatementChecker(gazetteer, lexicon, load_meaning_judge(lexicon, gazetteer))
