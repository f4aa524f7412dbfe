"""What a statement's names are looked for in: the cited sentences with headline, zone and author."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from index.zones import Gazetteer
from rag.answers import Citation
from rag.checking.naming_before import read_names_before

_HANZI_ONLY = re.compile(r"[^\u3400-\u9fff|]")
_LEAST_SHORTENED = 3
_LONGEST_SHORTENED = 12
_ALWAYS_KNOWN = "中国|山西"


@dataclass(frozen=True, slots=True)
class NameSource:
    """The text in which the names of a statement are to stand.

    Attributes:
        hanzi: Its Chinese characters, a bar between parts that do not belong together.
        plain: All of it, in lower case, without white space.
    """

    hanzi: str
    plain: str

    def has_hanzi(self, run: str) -> bool:
        """Tell whether a run of Chinese stands here, whole or as a short form of a name that does."""
        run = _HANZI_ONLY.sub("", run)
        return run in self.hanzi or (len(run) >= _LEAST_SHORTENED and self._has_shortened(run))

    def has_any(self, words: Iterable[str]) -> bool:
        """Tell whether one of some Chinese words stands here."""
        return any(word in self.hanzi for word in words)

    def has_latin(self, words: str) -> bool:
        """Tell whether Latin letters or figures stand here as they are, case and spaces aside."""
        return fold(words) in self.plain

    def _has_shortened(self, run: str) -> bool:
        """Tell whether a run's characters stand here in order and near each other: 山医大一院."""
        gap = r"[^|]{0,4}?"
        pattern = re.compile(gap.join(map(re.escape, run)))
        return len(run) <= _LONGEST_SHORTENED and pattern.search(self.hanzi) is not None


def read_name_source(cited: Sequence[Citation], gazetteer: Gazetteer) -> NameSource:
    """Put together what may confirm a name: sentences, headlines, zones' names, authors."""
    parts: dict[str, None] = {}
    for citation in cited:
        zone = gazetteer.get(citation.zone)
        names = (citation.zone,) if zone is None else (zone.short, zone.name, zone.city, zone.english)
        parts.update(dict.fromkeys((citation.text, citation.headline, citation.byline, *names)))
        if before := read_names_before(citation):
            parts[before] = None
    whole = "|".join((*parts, _ALWAYS_KNOWN))
    return NameSource(_HANZI_ONLY.sub("", whole), fold(whole))


def fold(text: str) -> str:
    """Give a text in lower case without tones, hyphens and white space."""
    letters = unicodedata.normalize("NFD", text.casefold())
    return re.sub(r"[\s\u0300-\u036f'’·-]", "", letters)
