"""LlamaIndex as its starter example has it: its default splitter and its default store in memory.

The splitter's default is 1,024 tokens, 200 of them shared; other sizes are put into its tokens. Needs the
extra `bench`, and is imported only where the peer is built. Its tokenizer and the data of its splitter come
with the package; nothing is downloaded.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from llama_index.core import Document, VectorStoreIndex
from llama_index.core.base.embeddings.base import BaseEmbedding
from llama_index.core.node_parser import SentenceSplitter
from pydantic import PrivateAttr

from eval.peers.pieces import TUTORIAL_CHARACTERS, Found, choose_overlap
from index.embedding import TextEncoder

_TOKENS_OF_CHARACTER = 1.15
"""Of its tokenizer over Chinese pages: 1.12 over the sample, 1.17 over news."""


class EncoderEmbedding(BaseEmbedding):
    """Our encoder in LlamaIndex's form."""

    _encoder: TextEncoder = PrivateAttr()

    def __init__(self, encoder: TextEncoder) -> None:
        super().__init__(model_name=encoder.name)
        self._encoder = encoder

    def _get_query_embedding(self, query: str) -> list[float]:
        vector: list[float] = self._encoder.encode_queries([query])[0].tolist()
        return vector

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return self._get_query_embedding(query)

    def _get_text_embedding(self, text: str) -> list[float]:
        return self._get_text_embeddings([text])[0]

    def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
        vectors: list[list[float]] = self._encoder.encode_passages(texts).tolist()
        return vectors


@dataclass(frozen=True, slots=True)
class LlamaIndexPeer:
    """Pieces and their vectors, the nearest first; sure by the cosine of the best."""

    texts: tuple[str, ...]
    numbers: dict[str, int]
    index: VectorStoreIndex

    def search(self, question: str, *, k: int) -> Found:
        """Give the `k` nearest pieces."""
        found = self.index.as_retriever(similarity_top_k=k).retrieve(question)
        return Found(tuple(self.numbers[one.node.node_id] for one in found), float(found[0].score or 0.0))


def build_llamaindex(pages: Sequence[str], encoder: TextEncoder, size: int) -> LlamaIndexPeer:
    """Build the index of `VectorStoreIndex.from_documents`, with pieces of about `size` characters."""
    index = VectorStoreIndex.from_documents(
        [Document(text=page) for page in pages],
        embed_model=EncoderEmbedding(encoder),
        transformations=[make_splitter(size)],
    )
    nodes = index.docstore.docs
    texts = tuple(node.get_content() for node in nodes.values())
    return LlamaIndexPeer(texts, {id_: number for number, id_ in enumerate(nodes)}, index)


def make_splitter(size: int) -> SentenceSplitter:
    """Make the default splitter, or one whose pieces have about `size` characters at most."""
    if size == TUTORIAL_CHARACTERS:
        return SentenceSplitter()
    tokens = round(size * _TOKENS_OF_CHARACTER)
    return SentenceSplitter(chunk_size=tokens, chunk_overlap=choose_overlap(tokens))
