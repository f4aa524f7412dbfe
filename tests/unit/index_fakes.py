"""Pages of a make-up so simple that a test can say what must come out, and the rules that read them.

Articles are parted by an empty line; the first line is `zone|headline|year`, the others are the body.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from index.documents import Article, Dated, Page, Passage, Zone
from index.embedding import Vectors
from index.rules import Rules

_SENTENCE = re.compile(r"[^。]+。?")
_SENTENCES_IN_A_PASSAGE = 2


def segment(page: Page) -> tuple[Article, ...]:
    articles: list[Article] = []
    start = 0
    for ordinal, text in enumerate(page.text.split("\n\n")):
        head, _, body = text.partition("\n")
        zone, headline, year = [*head.split("|"), "", ""][:3]
        first = start + len(head) + 1
        places = np.arange(first, first + len(body), dtype=np.int32)
        articles.append(
            Article(
                id=f"{page.source}#{ordinal}",
                source=page.source,
                ordinal=ordinal,
                zone=zone,
                headline=headline,
                byline="本报记者",
                dateline="",
                published=Dated(int(year)) if year.isdigit() and len(year) == 4 else Dated(),
                body=body,
                offsets=np.stack([places, places + 1], axis=1),
                page_start=start,
                page_end=start + len(text),
                is_whole_page=not zone,
            )
        )
        start += len(text) + 2
    return tuple(articles)


def chunk(article: Article) -> tuple[Passage, ...]:
    spans = [match.span() for match in _SENTENCE.finditer(article.body)]
    groups = [spans[i : i + _SENTENCES_IN_A_PASSAGE] for i in range(0, len(spans), _SENTENCES_IN_A_PASSAGE)]
    return tuple(Passage(article.id, group[0][0], group[-1][1], tuple(group)) for group in groups)


def find_zone(short: str) -> Zone:
    return Zone(short, short, short, "", "", short, short, listed=False)


RULES = Rules(segment=segment, chunk=chunk, find_zone=find_zone, digest="simple rules")


@dataclass(frozen=True)
class HashEncoder:
    """An encoder whose vectors are made of the SHA-256 of the text: nothing but equal texts are near."""

    name: str = "hash"
    digest: str = "hash-1"
    dimensions: int = 8

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        return self.encode_passages(texts)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        rows = [list(hashlib.sha256(text.encode()).digest()[: self.dimensions]) for text in texts]
        vectors = np.array(rows, dtype=np.float32).reshape(-1, self.dimensions)
        vectors -= 127.5
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        return vectors


COPPER = Page(
    "copper.txt",
    "甲县经开区|铜加工项目投产|2024\n甲县的铜加工企业投产。年产铜管八万吨。工人三百名。\n\n"
    "乙市高新区|新药下线|2023\n乙市的药厂下线了新药。产值二十四亿元。",
)
COAL = Page("coal.txt", "丙县经开区|煤矿改造|2024\n丙县改造煤矿。煤炭产量上升。")
TRAVEL = Page("travel.txt", "丁山示范区|农家乐迎客|2022\n丁山的农家乐迎来游客。游客买走了小米。")
PLAIN = Page("plain.txt", "||\n这里没有开发区。")
