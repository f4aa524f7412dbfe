"""The peers that can be compared, by name: what each is, what it needs, and how it is built."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from typing import cast

from eval.measuring import CommandFailedError
from eval.peers.pieces import TUTORIAL_CHARACTERS, Peer
from index.embedding import TextEncoder

OURS = "zonewise"
INSTALL_BENCH = ".venv/bin/python -m pip install -c constraints.txt -e '.[bench]'"
_LANGCHAIN = ("langchain_community", "langchain_classic", "langchain_text_splitters")
_KEYWORDS = (*_LANGCHAIN, "rank_bm25")
Builder = Callable[[Sequence[str], TextEncoder, int], Peer]


@dataclass(frozen=True, slots=True)
class Maker:
    """How one peer is made.

    Attributes:
        builder: Module and function: of the pages' texts, the encoder and the size of pieces in characters.
        packages: What it imports, each by its topmost name.
        what: What it is, in a few words.
    """

    builder: tuple[str, str]
    packages: tuple[str, ...]
    what: str

    def build(self, pages: Sequence[str], encoder: TextEncoder, *, size: int = TUTORIAL_CHARACTERS) -> Peer:
        """Import what it needs and build it."""
        return self.load()(pages, encoder, size)

    def load(self) -> Builder:
        """Import what it needs and give its builder."""
        module, name = self.builder
        return cast("Builder", getattr(import_module(module), name))


PEERS: Mapping[str, Maker] = {
    "langchain-dense": Maker(
        ("eval.peers.langchain_peers", "build_dense"),
        _LANGCHAIN,
        "LangChain: recursive splitter, our encoder, FAISS",
    ),
    "langchain-bm25": Maker(
        ("eval.peers.langchain_peers", "build_keyword"),
        _KEYWORDS,
        "LangChain: the same pieces, BM25Retriever with its default tokenizer",
    ),
    "langchain-bm25-hanzi": Maker(
        ("eval.peers.langchain_peers", "build_hanzi_keyword"),
        _KEYWORDS,
        "LangChain: the same pieces, BM25Retriever over pairs of hanzi",
    ),
    "langchain-hybrid": Maker(
        ("eval.peers.langchain_peers", "build_hybrid"),
        _KEYWORDS,
        "LangChain: EnsembleRetriever of the dense one and of BM25 over pairs of hanzi",
    ),
    "llamaindex": Maker(
        ("eval.peers.llamaindex_peer", "build_llamaindex"),
        ("llama_index",),
        "LlamaIndex: sentence splitter, our encoder, default VectorStoreIndex",
    ),
}


def require_packages(names: Sequence[str]) -> None:
    """See that what the named peers import is installed.

    Raises:
        CommandFailedError: Something is not; the message says what, and how to install it.
    """
    wanted = dict.fromkeys(package for name in names for package in PEERS[name].packages)
    absent = [package for package in wanted if find_spec(package) is None]
    if absent:
        raise CommandFailedError(
            f"--peers needs the extra `bench` ({', '.join(absent)} not found): {INSTALL_BENCH}"
        )
