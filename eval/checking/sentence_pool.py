"""The sentences of the sample pages, with what statements need: zone, clauses, people, companies."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from eval.checking.statements import CitedPages, GoldStatement, Kind
from index.chunking import split_sentences
from index.documents import Article, Zone
from index.embedding import load_bundled_encoder
from index.zones import Gazetteer, load_gazetteer
from rag.answers import Language
from rag.weighing import attribute_zone

TEMPLATES_FILE = Path(__file__).parent.parent / "data" / "statement_templates.toml"
_PERSON = re.compile(
    r"(?:书记|主任|局长|部长|区长|经理|总监|厂长|教授|董事长|总工程师|负责人|会长|站长)"
    r"(?P<name>[\u4e00-\u9fff]{2,3}?)(?=说|表示|介绍|指出|要求|强调|主持|算|算了|带)"
)
_COMPANY = re.compile(
    r"(?:^|[，。；、的在业司和与为])(?P<name>[\u4e00-\u9fff]{2}(?:铜业|铜材|镁业|铝业|光电|氢能|能源|重工|重卡|药业|醋业|碳材|炭业|生物|科技"
    r"|纸业|晶材|炭材|羊业|太阳能|高岭|陶粒)(?!大学))"
)
_CLAUSE = re.compile(r"[，；。：]")
_QUOTED = re.compile(r"[“”‘’《》（）()]")
_LEAST_CHARS = 12


@dataclass(frozen=True, slots=True)
class SampleSentence:
    """One sentence of an article.

    Attributes:
        text: The mended sentence.
        article: Its article.
        zone: The zone that it speaks of.
        others: The other sentences of the article.
    """

    text: str
    article: Article
    zone: Zone
    others: tuple[str, ...]

    @property
    def clauses(self) -> list[str]:
        """The clauses, without their marks."""
        return [clause for clause in _CLAUSE.split(self.text) if clause]

    def make(self, lang: Language, statement: str, kind: Kind = "none", *, cites: str = "") -> GoldStatement:
        """Make a statement of this sentence, or of another one of its article."""
        return GoldStatement(
            id="",
            lang=lang,
            statement=statement,
            source=self.article.source,
            sentence="".join((cites or self.text).split()),
            zone=self.zone.short,
            label="right" if kind == "none" else "wrong",
            kind=kind,
        )


class PagesOfSample:
    """All sentences that statements may be made of, and all names in them."""

    def __init__(self, pages: CitedPages) -> None:
        """Cut the articles; sentences with quoted words and short ones are left out."""
        self.gazetteer: Gazetteer = load_gazetteer()
        self.sentences = tuple(sentence for _, article in pages.articles for sentence in self._cut(article))
        joined = "\n".join(article.body for _, article in pages.articles)
        self.people = tuple(sorted({match["name"] for match in _PERSON.finditer(joined)}))
        # A company's own two characters are no word: 其中 and 年产 are.
        words = frozenset(load_bundled_encoder().vocabulary)
        names = {match["name"] for match in _COMPANY.finditer(joined)}
        self.companies = tuple(sorted(name for name in names if name[:2] not in words))
        self.zones = tuple({sentence.zone.short: sentence.zone for sentence in self.sentences}.values())

    def _cut(self, article: Article) -> list[SampleSentence]:
        texts = [
            article.body[start:end] for start, end in split_sentences(article.body, offsets=article.offsets)
        ]
        found = []
        for text in texts:
            short = attribute_zone(text, article, self.gazetteer)
            zone = next((mention.zone for mention in self.gazetteer.find(short)), None)
            if zone and short == article.zone and len(text) >= _LEAST_CHARS and not _QUOTED.search(text):
                others = tuple(other for other in texts if other != text)
                found.append(SampleSentence(text, article, zone, others))
        return found

    def find(self, source_text: str) -> SampleSentence | None:
        """Give the sentence that holds a stretch without white space, where there is just one."""
        found = [one for one in self.sentences if source_text in "".join(one.text.split())]
        return found[0] if len(found) == 1 else None


@cache
def load_templates() -> dict[str, Any]:
    """Read what statements are made of."""
    return tomllib.loads(TEMPLATES_FILE.read_text("utf-8"))


def list_other_zones(zone: Zone, text: str, pool: PagesOfSample) -> Sequence[Zone]:
    """Give the zones that a sentence may not be of, those of the same place first."""
    named = {mention.zone.short for mention in pool.gazetteer.find(text)}
    places = {mention.place for mention in pool.gazetteer.find_places(text)} - {zone.place}
    others = [
        other for other in pool.zones if other.short not in {zone.short, *named} and other.place not in places
    ]
    return sorted(others, key=lambda other: other.place != zone.place)
