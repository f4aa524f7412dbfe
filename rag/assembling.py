"""Settings to a pipeline. Nothing else builds models or opens an index."""

from __future__ import annotations

from index.embedding import load_bundled_encoder
from index.lexicon import load_lexicon
from index.sentence_encoding import load_encoder
from index.store import open_index
from index.zones import load_gazetteer
from rag.judging import load_judging_models
from rag.pipeline import Pipeline
from rag.reranking import load_reranker
from rag.resources import Resources
from rag.settings import Settings


def open_pipeline(settings: Settings) -> Pipeline:
    """Open the index and everything that answering needs.

    Raises:
        index.errors.StoreError: There is no index, it is damaged, or another encoder made it; or a model that
            the settings name cannot be used.
    """
    bundled = load_bundled_encoder()
    encoder = load_encoder(settings.encoder)
    reranker = load_reranker(settings.reranker, bundled)
    index = open_index(settings.index_dir, encoder=encoder, splitter=bundled)
    return Pipeline(
        Resources(
            index=index,
            gazetteer=load_gazetteer().with_zones(index.zones),
            lexicon=load_lexicon(),
            encoder=encoder,
            reranker=reranker,
            models=load_judging_models(),
            settings=settings,
        )
    )
