"""LangChain's pipelines, put together as its own tutorials do it, each part at its default.

Pieces are those of `RecursiveCharacterTextSplitter`, a fifth of each shared with the piece before; the
tutorials have 1,000 characters and 200. Needs the extra `bench`, and is imported only where a peer is built.
LangChain's FAISS store unpickles what it loads; nothing is saved or loaded here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from langchain_classic.retrievers import EnsembleRetriever
from langchain_community.retrievers import BM25Retriever
from langchain_community.vectorstores import FAISS
from langchain_core.documents import Document
from langchain_core.embeddings import Embeddings
from langchain_core.runnables import Runnable
from langchain_text_splitters import RecursiveCharacterTextSplitter

from eval.peers.pieces import Found, choose_overlap, join_lines
from index.embedding import TextEncoder


class EncoderEmbeddings(Embeddings):
    """Our encoder in LangChain's form."""

    def __init__(self, encoder: TextEncoder) -> None:
        self._encoder = encoder

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Give the vector of each piece."""
        vectors: list[list[float]] = self._encoder.encode_passages(texts).tolist()
        return vectors

    def embed_query(self, text: str) -> list[float]:
        """Give the vector of a question."""
        vector: list[float] = self._encoder.encode_queries([text])[0].tolist()
        return vector


@dataclass(frozen=True, slots=True)
class DensePeer:
    """Pieces, their vectors in LangChain's FAISS store, the nearest first; sure by nearness."""

    texts: tuple[str, ...]
    store: FAISS

    def search(self, question: str, *, k: int) -> Found:
        """Give the `k` nearest pieces."""
        found = self.store.similarity_search_with_score(question, k=k)
        # The store gives squared distances: the smaller the nearer.
        return Found(
            tuple(document.metadata["number"] for document, _ in found),
            -float(found[0][1]),
        )


@dataclass(frozen=True, slots=True)
class KeywordPeer:
    """LangChain's BM25 retriever; sure by the best score."""

    texts: tuple[str, ...]
    retriever: BM25Retriever

    def search(self, question: str, *, k: int) -> Found:
        """Give the `k` pieces with the largest scores, and arbitrary ones where all are 0, as it does."""
        found = self.retriever.model_copy(update={"k": k}).invoke(question)
        numbers = tuple(document.metadata["number"] for document in found)
        # The first has the largest score; to score all once more would double the time that is measured.
        words = self.retriever.preprocess_func(question)
        return Found(numbers, float(self.retriever.vectorizer.get_batch_scores(words, [numbers[0]])[0]))

    def score_pieces(self, question: str) -> list[float]:
        """Give the score of every piece, by number."""
        words = self.retriever.preprocess_func(question)
        scores: list[float] = self.retriever.vectorizer.get_scores(words).tolist()
        return scores


@dataclass(frozen=True, slots=True)
class HybridPeer:
    """LangChain's ensemble of both retrievers at equal weights: reciprocal rank fusion; sure by nearness."""

    dense: DensePeer
    keyword: KeywordPeer

    @property
    def texts(self) -> tuple[str, ...]:
        """All its pieces, by number."""
        return self.dense.texts

    def search(self, question: str, *, k: int) -> Found:
        """Give the best `k` of what either retriever's best `k` hold."""
        retrievers: list[Runnable[str, list[Document]]] = [
            self.keyword.retriever.model_copy(update={"k": k}),
            self.dense.store.as_retriever(search_kwargs={"k": k}),
        ]
        found = EnsembleRetriever(retrievers=retrievers, weights=[0.5, 0.5]).invoke(question)
        confidence = self.dense.search(question, k=1).confidence
        return Found(tuple(document.metadata["number"] for document in found[:k]), confidence)


def split_pages(pages: Sequence[str], size: int) -> list[Document]:
    """Cut pages into pieces of at most `size` characters; every piece knows its number."""
    splitter = RecursiveCharacterTextSplitter(chunk_size=size, chunk_overlap=choose_overlap(size))
    documents = splitter.split_documents([Document(page_content=page) for page in pages])
    for number, document in enumerate(documents):
        document.metadata["number"] = number
    return documents


def split_hanzi(text: str) -> list[str]:
    """Split into words at spaces, and runs of hanzi into pairs: what a careful user would give BM25.

    Lines are joined first, since on printed pages every tenth pair or so stands across two of them.
    """
    words: list[str] = []
    for word in join_lines(text).lower().split():
        if word.isascii() or len(word) == 1:
            words.append(word)
        else:
            words += [word[place : place + 2] for place in range(len(word) - 1)]
    return words


def build_dense(pages: Sequence[str], encoder: TextEncoder, size: int) -> DensePeer:
    """Build the naive pipeline: splitter, encoder, faiss."""
    return _build_dense(split_pages(pages, size), encoder)


def build_keyword(pages: Sequence[str], encoder: TextEncoder, size: int) -> KeywordPeer:
    """Build BM25 with its default tokenizer, which splits at white space."""
    del encoder
    documents = split_pages(pages, size)
    return KeywordPeer(_list_texts(documents), BM25Retriever.from_documents(documents))


def build_hanzi_keyword(pages: Sequence[str], encoder: TextEncoder, size: int) -> KeywordPeer:
    """Build BM25 with a tokenizer for Chinese."""
    del encoder
    return _build_hanzi_keyword(split_pages(pages, size))


def build_hybrid(pages: Sequence[str], encoder: TextEncoder, size: int) -> HybridPeer:
    """Build the ensemble of the naive pipeline and of BM25 with a tokenizer for Chinese."""
    documents = split_pages(pages, size)
    return HybridPeer(_build_dense(documents, encoder), _build_hanzi_keyword(documents))


def _build_dense(documents: list[Document], encoder: TextEncoder) -> DensePeer:
    return DensePeer(_list_texts(documents), FAISS.from_documents(documents, EncoderEmbeddings(encoder)))


def _build_hanzi_keyword(documents: list[Document]) -> KeywordPeer:
    retriever = BM25Retriever.from_documents(documents, preprocess_func=split_hanzi)
    return KeywordPeer(_list_texts(documents), retriever)


def _list_texts(documents: Sequence[Document]) -> tuple[str, ...]:
    return tuple(document.page_content for document in documents)
