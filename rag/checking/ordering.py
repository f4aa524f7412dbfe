"""Sentences that give orders to a machine which reads them: told by their words, however they are disguised.

A page may say what it likes and be quoted for it, but what is said to whoever answers is no report of
anything: no model is given it, and no statement rests on it. The rules stand in `ordering_words.toml`. They
know how such orders are usually worded, and no more; what is not known as one is a sentence like any other.
"""

from __future__ import annotations

import base64
import binascii
import codecs
import re
import tomllib
import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from itertools import takewhile
from pathlib import Path

from index.chunking import split_sentences
from rag.checking.addressing import addresses_answerer
from rag.checking.straying import strays_from, strays_within
from rag.checking.unmarking import drop_hidden

WORDS_FILE = Path(__file__).parent / "ordering_words.toml"
_KEPT = 16384
_PLAIN = re.compile(r"[\u3400-\u9fff\u3000-\u303f\uff01-\uff5e\u2014\u2018-\u201d\u2026\u00b7\n -~]*")
"""Chinese and ASCII with the usual points: nothing hidden, nothing that cannot be read."""
_LATIN = re.compile(r"[A-Za-z]{2}|(?:[A-Za-z][^\w\n]){4}|[^\W\d\u0000-\u007f\u3400-\u9fff]")
"""Two Latin letters, some set apart, or a letter that is neither ASCII nor Chinese."""
_ASKED = "asked"
_BODIES_KEPT = 256
_MOST_LINES = 4
_HEAD_CHARS = 12
_HANZI = re.compile(r"[\u3400-\u9fff]")
_AHEAD = re.compile(
    r"[:：]\W*$|下面|下列|以下|如下|下一?[句段行]|following|below|next (?:line|sentence)", re.IGNORECASE
)
_HANZI_GAP = re.compile(r"(?<=[\u3400-\u9fff])[\s*_·.~-]+(?=[\u3400-\u9fff])")
_LATIN_EDGE = re.compile(r"(?<=[0-9\u3400-\u9fff])(?=[a-z])|(?<=[a-z])(?=[\u3400-\u9fff])")
"""Where a Latin word is set to Chinese or to a figure without a space."""
_SPELLED = re.compile(r"(?<![a-z])(?:[a-z][\s.*_-]){3,}[a-z](?![a-z])")
_LOOKALIKES = str.maketrans(
    "абвгезикмнорстухіјѕԁԛԝαβεηικνορτυχϲ",
    "abbre3ukmhopctyxijsdqwabehiknoptuxc",
)
"""Cyrillic and Greek letters that look like Latin ones."""
_DIGITS = str.maketrans("013457@$!", "oieastasi")
_MIXED = re.compile(r"[a-z@$!]*(?:[a-z][0134579@$!]|[0134579@$!][a-z])[a-z0134579@$!]*")
_CODED = re.compile(r"[A-Za-z0-9+/_-]{20,}={0,2}")
_LETTERS = re.compile(r"[a-z]{3,}")
_LEAST_LATIN_WORDS = 3
_READ_SCRIPTS = ("CJK", "LATIN", "GREEK", "DIGIT")
_UNREAD_SHARE = 0.3
_MOST_UNREAD = 12
"""Letters; longer than nearly any name."""
_QUOTED = re.compile(r"“[^“”]*”|「[^「」]*」|『[^『』]*』|‘[^‘’]*’")


@cache
def load_order_patterns(*, is_chinese: bool = False) -> tuple[re.Pattern[str], ...]:
    """Read the rules that ship: all, or only those that a text without Latin words can meet."""
    tables = tomllib.loads(WORDS_FILE.read_text("utf-8"))
    left_out = {_ASKED, "en", "others"} if is_chinese else {_ASKED}
    return tuple(
        re.compile(rule) for name, table in tables.items() if name not in left_out for rule in table.values()
    )


@cache
def _load_asked() -> tuple[re.Pattern[str], ...]:
    return tuple(map(re.compile, tomllib.loads(WORDS_FILE.read_text("utf-8"))[_ASKED].values()))


def asks_for_orders(question: str) -> bool:
    """Tell whether a question is about orders to machines, so that a page's may be quoted."""
    return any(pattern.search(_fold(question)) for pattern in _load_asked())


@lru_cache(maxsize=_KEPT)
def gives_order(text: str) -> bool:
    """Tell whether a sentence, or a headline, gives orders to a machine that reads it.

    So does one of which much is in a script that is neither Chinese nor Latin: nothing here can read it, so
    that nothing can be rested on it. A Chinese one with a clause of English counts as one too.
    """
    return _strays_within(text) or _is_worded_as_order(text)


@lru_cache(maxsize=_KEPT)
def _is_worded_as_order(text: str) -> bool:
    if _is_unread(text):
        return True
    patterns = load_order_patterns(is_chinese=_LATIN.search(text) is None)
    return any(
        addresses_answerer(reading) or any(pattern.search(reading) for pattern in patterns)
        for reading in _read_ways(text)
    )


def orders_by_itself(text: str) -> bool:
    """Tell whether a sentence gives an order in its own words, and not only in words that it quotes."""
    return gives_order(text) and gives_order(_QUOTED.sub("“”", text))


def stands_in_order(body: str, start: int, end: int) -> bool:
    """Tell whether the sentence `[start, end)` of an article gives an order, or is a part of one.

    An order may run over several sentences or lines. Two that follow each other are read together; so are a
    few without Chinese, which no page has but by accident, and a sentence that an order points to. What is
    in English in a Chinese article counts as one: it is no report of that page.
    """
    if gives_order(body[start:end]) or _strays_from(body, body[start:end]):
        return True
    # Each sentence beside a stray one would stray with it: of several, only the words are read.
    sentences = _split(body)
    place = next((at for at, span in enumerate(sentences) if span[0] <= start < span[1]), -1)
    if place < 0:
        return False
    return any(
        not _is_worded_as_order(before)
        and not _is_worded_as_order(after)
        and _is_worded_as_order(f"{before}\n{after}")
        if _has_hanzi(before) or _has_hanzi(after)
        else _is_worded_as_order(f"{before} {after}")
        for before, after in _pair(body, sentences, place)
    ) or (place > 0 and _goes_on(body[slice(*sentences[place - 1])], body[start:end]))


def _strays_within(text: str) -> bool:
    return _has_words(text) and strays_within(_look(text))


def _strays_from(body: str, text: str) -> bool:
    return _has_words(text) and strays_from(body, _look(text))


def _has_words(text: str) -> bool:
    """Tell, quickly, whether a text has letters beside Chinese ones."""
    return _LATIN.search(text) is not None


def _look(text: str) -> str:
    """Give a text as a reader sees it: narrow, small letters, look-alikes for what they look like."""
    return _join_spelled(_fold(text).translate(_LOOKALIKES))


def _pair(body: str, sentences: Sequence[tuple[int, int]], place: int) -> Iterator[tuple[str, str]]:
    """Give a sentence with the one before it, and with the one after it; of those without Chinese, a few."""
    own = body[slice(*sentences[place])]
    reach = 1 if _has_hanzi(own) else _MOST_LINES
    before = [body[slice(*span)] for span in sentences[max(0, place - reach) : place]]
    after = [body[slice(*span)] for span in sentences[place + 1 : place + 1 + reach]]
    if reach > 1:
        before = _take_last_without_hanzi(before)
        after = _take_last_without_hanzi(after[::-1])[::-1]
    if before:
        yield " ".join(before), own
    if after:
        yield own, " ".join(after)
    if before and after and reach > 1:
        yield " ".join([*before, own]), " ".join(after)


def _take_last_without_hanzi(sentences: Sequence[str]) -> list[str]:
    return list(takewhile(lambda sentence: not _has_hanzi(sentence), reversed(sentences)))[::-1]


def _goes_on(before: str, own: str) -> bool:
    """Tell whether an order goes on in the next sentence: it points there, or that begins in no Chinese."""
    is_pointing = _AHEAD.search(before) is not None
    return (is_pointing or not _has_hanzi(own[:_HEAD_CHARS])) and _is_worded_as_order(before)


def _has_hanzi(text: str) -> bool:
    return _HANZI.search(text) is not None


@lru_cache(maxsize=_BODIES_KEPT)
def _split(body: str) -> tuple[tuple[int, int], ...]:
    return tuple(split_sentences(body))


def _read_ways(text: str) -> Iterator[str]:
    """Give a text as it can be read: plain, and as disguises would have it read."""
    plain = _fold(text)
    yield plain
    if _LATIN.search(text) is None:
        return
    yield _LATIN_EDGE.sub(" ", plain)
    looked = _join_spelled(plain.translate(_LOOKALIKES))
    if looked != plain:
        yield looked
    if _MIXED.search(looked):
        yield _MIXED.sub(lambda match: match[0].translate(_DIGITS), looked)
    if len(_LETTERS.findall(plain)) >= _LEAST_LATIN_WORDS:
        yield codecs.encode(plain, "rot13")
        yield plain[::-1]
    yield from map(_fold, _decode(text))


def _fold(text: str) -> str:
    """Leave hidden characters out, make full-width forms narrow, letters small, and close gaps in Chinese."""
    seen = text if _PLAIN.fullmatch(text) else drop_hidden(text)
    folded = unicodedata.normalize("NFKC", seen).casefold()
    return _HANZI_GAP.sub("", folded)


def _join_spelled(text: str) -> str:
    """Join letters that are set apart (`i g n o r e`)."""
    return _SPELLED.sub(lambda match: re.sub(r"[^a-z]", "", match[0]), text)


def _decode(text: str) -> Iterator[str]:
    """Give what long runs of letters and digits say in base64 or hexadecimal, where it is text."""
    for match in _CODED.finditer(text):
        coded = match[0].rstrip("=")
        for decode in (_from_base64, bytes.fromhex):
            try:
                yield decode(coded).decode("utf-8", errors="ignore")
            except (binascii.Error, ValueError):
                continue


def _from_base64(coded: str) -> bytes:
    # Letters that follow on the page without a space may have been taken for more of the same.
    padded = coded[: len(coded) - 1 if len(coded) % 4 == 1 else len(coded)]
    padded += "=" * (-len(padded) % 4)
    return base64.b64decode(padded.translate(str.maketrans("-_", "+/")), validate=True)


def _is_unread(text: str) -> bool:
    """Tell whether many letters are of a script that nothing here reads, or a large share of them."""
    if text.isascii() or _PLAIN.fullmatch(text):
        return False
    letters = [character for character in text if character.isalpha()]
    foreign = sum(not _is_read(character) for character in letters)
    return foreign > _UNREAD_SHARE * len(letters) or foreign >= _MOST_UNREAD


@lru_cache(maxsize=_KEPT)
def _is_read(character: str) -> bool:
    return character.isascii() or unicodedata.name(character, "").startswith(
        (*_READ_SCRIPTS, "FULLWIDTH", "MATHEMATICAL", "MODIFIER")
    )
