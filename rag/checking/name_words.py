"""The words that the check of names knows, read from `name_words.toml`."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from index.place_names import join_longest_first
from index.zone_kinds import read_gazetteer

WORDS_FILE = Path(__file__).parent / "name_words.toml"
_NO_NAMES = "的和与是了等家个在为及对将把被从到由以向于有区县市年产业目期化"
"""Characters that no company's own name begins with or has."""
SURNAMES_FILE = Path(__file__).parents[2] / "index" / "data" / "surnames.txt"


@dataclass(frozen=True, slots=True)
class NameWords:
    """See `name_words.toml`.

    Attributes:
        organisations, function, pinyin_like, titles, abbreviations: English words in lower case.
        places: English names of places outside Shanxi and of known companies, with what names each on a page.
        english_places: Finds them.
        chinese_places: Finds Chinese names of places outside Shanxi.
        company: A run of Chinese that ends as an organisation's name does.
        trader: A company called by its trade: 晋南铜业, 富泰科技负责人.
        likely_trader: What may be a company called by its trade, unless `core` is a word: 易通能源.
        person_before: A Chinese person's name before a verb of saying.
        person_after: A Chinese person's name after a title.
        not_names: What stands before a company's ending where no name is given.
        trade: What a company does, at the end of its name.
    """

    organisations: frozenset[str]
    function: frozenset[str]
    pinyin_like: frozenset[str]
    titles: frozenset[str]
    abbreviations: frozenset[str]
    places: Mapping[str, tuple[str, ...]]
    english_places: re.Pattern[str]
    chinese_places: re.Pattern[str]
    company: re.Pattern[str]
    trader: re.Pattern[str]
    likely_trader: re.Pattern[str]
    person_before: re.Pattern[str]
    person_after: re.Pattern[str]
    not_names: tuple[str, ...]
    trade: re.Pattern[str]


@cache
def load_name_words() -> NameWords:
    """Read the words that ship."""
    table = tomllib.loads(WORDS_FILE.read_text("utf-8"))
    places = {name: tuple(hanzi) for name, hanzi in table["places"].items()}
    companies = {name: tuple(hanzi) for name, hanzi in table["companies"].items()}
    elsewhere = read_gazetteer().cities_elsewhere
    provinces = {hanzi[0] for hanzi in places.values()}
    surname = f"(?:{join_longest_first(read_surnames())})"
    titles = join_longest_first(table["chinese_titles"])
    trades = join_longest_first(table["trades"])
    verbs = join_longest_first(table["chinese_verbs_of_saying"])
    return NameWords(
        organisations=frozenset(table["organisations"]),
        function=frozenset(table["function"]) | frozenset(table["months_and_days"]),
        pinyin_like=frozenset(table["pinyin_like"]),
        titles=frozenset(table["titles"]),
        abbreviations=frozenset(table["abbreviations"]),
        places=places | companies,
        english_places=re.compile(
            rf"(?<![A-Za-z])(?:{join_longest_first((*places, *companies))})(?![A-Za-z])"
        ),
        chinese_places=re.compile(join_longest_first({*elsewhere, *provinces})),
        company=re.compile(
            rf"(?P<name>[\u3400-\u9fff]{{1,24}}?)(?P<end>{join_longest_first(table['chinese_organisations'])})"
        ),
        trader=re.compile(
            rf"(?P<name>(?:(?![{_NO_NAMES}])[\u3400-\u9fff]){{2}}"
            rf"(?:(?:{join_longest_first(table['company_trades'])})|(?:{trades})(?=的?(?:{titles}))))"
        ),
        likely_trader=re.compile(
            rf"(?P<name>(?P<core>(?:(?![{_NO_NAMES}])[\u3400-\u9fff]){{2}})"
            rf"(?:{join_longest_first(table['likely_trades'])}))"
        ),
        person_before=re.compile(rf"(?P<name>{surname}[\u3400-\u9fff]{{1,2}}?)(?={verbs})"),
        person_after=re.compile(
            rf"(?:{titles})(?P<name>{surname}[\u3400-\u9fff]{{1,2}}?)(?=[，,。、；）)（(]|{verbs}|$)"
        ),
        not_names=tuple(table["not_chinese_names"]),
        trade=re.compile(rf"(?:{trades})$"),
    )


@cache
def read_city_spellings() -> Mapping[str, str]:
    """Give cities outside Shanxi by their pinyin in lower case: `suzhou` to 苏州."""
    from pypinyin import lazy_pinyin

    return {"".join(lazy_pinyin(city)): city for city in read_gazetteer().cities_elsewhere}


@cache
def read_surname_spellings() -> frozenset[str]:
    """Give the surnames in pinyin in lower case: `wen`, `ouyang`."""
    from pypinyin import lazy_pinyin

    return frozenset("".join(lazy_pinyin(surname)) for surname in read_surnames())


@cache
def read_surnames() -> tuple[str, ...]:
    """Give the surnames in Chinese, those of two characters first."""
    single, double = SURNAMES_FILE.read_text("utf-8").splitlines()[:2]
    return (*double.split(), *single.strip())
