"""Chinese statements made by rule: a sentence in another order or other units, or with one thing wrong."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator

from eval.checking.rendering_figures import change_value, find_pair, list_exact, print_chinese, write_chinese
from eval.checking.sentence_pool import PagesOfSample, SampleSentence, list_other_zones, load_templates
from eval.checking.statements import GoldStatement

_OWN_NAMES = re.compile(r"^(?:该区|全区|开发区|高新区|示范区|该示范区)(?=[\u4e00-\u9fff])")
_DATE = re.compile(r"(20\d\d)年|(?<![\d.-])(\d{1,2})月(?!\d)")
_CALENDAR = frozenset({"year", "date", "ordinal"})
_PLANNED = re.compile(
    r"(?:计划|预计|力争|将于)(?:于|到)?(?P<when>(?:20\d\d年|明年|年)(?:底|上半年|\d{1,2}月)?|\d{1,2}月)前?(?P<done>投产|建成|开工|完工|试生产)"
)
_DENIED = re.compile("未|没有|不|尚|停")
_SHARED_PAIRS = 0.25
_TIED = re.compile(r"^(?:其|这|该|它|其中|同时|至此|为此|因此|此|另|还|也|并|而|但|不过|以上)")


class ChineseMaker:
    """Makes right and wrong statements of every sentence."""

    def __init__(self, pool: PagesOfSample, chance: random.Random) -> None:
        """Draw names and zones from `pool`."""
        self._pool = pool
        self._chance = chance
        self._templates = load_templates()

    def make_all(self) -> Iterator[GoldStatement]:
        """Make all that can be made."""
        makers: tuple[Callable[[SampleSentence], Iterator[GoldStatement]], ...] = (
            self._make_right,
            self._make_figure,
            self._make_swap,
            self._make_zone,
            self._make_date,
            self._make_name,
            self._make_negation,
            self._make_plan,
            self._make_neighbour,
            self._make_added,
        )
        for sentence in self._pool.sentences:
            for make in makers:
                yield from make(sentence)

    def _place(self, sentence: SampleSentence, text: str) -> str:
        """Say of a text which zone it is about, as an answer does."""
        if self._pool.gazetteer.find(text):
            return text
        placed = _OWN_NAMES.sub(sentence.zone.short, text, count=1)
        return placed if placed != text else f"{sentence.zone.short}：{text}"

    def _make_right(self, sentence: SampleSentence) -> Iterator[GoldStatement]:
        yield sentence.make("zh", sentence.text)
        yield sentence.make("zh", self._place(sentence, sentence.text))
        clauses = sentence.clauses
        if len(clauses) > 2:
            first, last = "，".join(clauses[:-1]), "，".join(clauses[1:])
            yield sentence.make("zh", first + "。")
            if not _TIED.match(last):
                yield sentence.make("zh", self._place(sentence, last + "。"))
            yield sentence.make("zh", self._place(sentence, "，".join([*clauses[1:], clauses[0]]) + "。"))
        for figure in list_exact(sentence.text):
            other = write_chinese(figure)
            if other:
                text = sentence.text[: figure.start] + other + sentence.text[figure.end :]
                yield sentence.make("zh", self._place(sentence, text))

    def _make_figure(self, sentence: SampleSentence) -> Iterator[GoldStatement]:
        for figure in list_exact(sentence.text):
            if figure.unit in _CALENDAR:
                continue
            value = change_value(figure, sentence.text, self._chance)
            printed = sentence.text[figure.start : figure.end]
            changed = value and print_chinese(printed, figure, value)
            if changed:
                text = sentence.text[: figure.start] + changed + sentence.text[figure.end :]
                yield sentence.make("zh", self._place(sentence, text), "figure")

    def _make_swap(self, sentence: SampleSentence) -> Iterator[GoldStatement]:
        # 三元 may be a name; digits are not.
        pair = find_pair(
            [
                figure
                for figure in list_exact(sentence.text)
                if figure.unit not in _CALENDAR and sentence.text[figure.start].isdigit()
            ]
        )
        if pair:
            text, (first, second) = sentence.text, pair
            one, two = text[first.start : first.end], text[second.start : second.end]
            swapped = text[: first.start] + two + text[first.end : second.start] + one + text[second.end :]
            yield sentence.make("zh", self._place(sentence, swapped), "figure_swap")

    def _make_zone(self, sentence: SampleSentence) -> Iterator[GoldStatement]:
        placed = self._place(sentence, sentence.text)
        mentions = self._pool.gazetteer.find(placed)
        others = list_other_zones(sentence.zone, sentence.text, self._pool)
        if len(mentions) == 1 and others:
            same = others[0].place == sentence.zone.place
            other = others[0] if same else self._chance.choice(others)
            start, end = mentions[0].start, mentions[0].end
            name = self._chance.choice([other.short, other.name])
            yield sentence.make("zh", placed[:start] + name + placed[end:], "zone")

    def _make_date(self, sentence: SampleSentence) -> Iterator[GoldStatement]:
        match = _DATE.search(sentence.text)
        if match and sentence.text.count(match[0]) == 1:
            shift = self._chance.choice([1, 2, 3])
            text = sentence.text
            year, month = match[1], match[2]
            other = f"{int(year) + shift}年" if year else f"{(int(month) + shift - 1) % 12 + 1}月"
            if other not in text and not re.search(r"[-至到]\s*$", text[: match.start()]):
                changed = text[: match.start()] + other + text[match.end() :]
                yield sentence.make("zh", self._place(sentence, changed), "date")

    def _make_name(self, sentence: SampleSentence) -> Iterator[GoldStatement]:
        for names in (self._pool.people, self._pool.companies):
            for name in names:
                if name in sentence.text:
                    other = self._chance.choice([one for one in names if one not in sentence.text])
                    yield sentence.make("zh", sentence.text.replace(name, other), "name")

    def _make_negation(self, sentence: SampleSentence) -> Iterator[GoldStatement]:
        for word, opposite in self._templates["opposites"].items():
            is_plain = sentence.text.count(word) == 1 and not _DENIED.search(sentence.text)
            if is_plain and f"已{word}" not in sentence.text:
                changed = sentence.text.replace(word, opposite)
                yield sentence.make("zh", self._place(sentence, changed), "negation")

    def _make_plan(self, sentence: SampleSentence) -> Iterator[GoldStatement]:
        match = _PLANNED.search(sentence.text)
        if match:
            before, after = sentence.text[: match.start()], sentence.text[match.end() :]
            changed = f"{before}已于{match['when']}{match['done']}{after}"
            yield sentence.make("zh", self._place(sentence, changed), "plan")

    def _make_neighbour(self, sentence: SampleSentence) -> Iterator[GoldStatement]:
        pairs = {sentence.text[at : at + 2] for at in range(len(sentence.text) - 1)}
        for other in sentence.others:
            shared = sum(other[at : at + 2] in pairs for at in range(len(other) - 1))
            if len(other) > 10 and shared / len(other) < _SHARED_PAIRS and not _is_told(sentence.text, other):
                yield sentence.make("zh", self._place(sentence, sentence.text), "neighbour", cites=other)

    def _make_added(self, sentence: SampleSentence) -> Iterator[GoldStatement]:
        more = self._chance.choice(self._templates["added"]["zh"])
        text = self._place(sentence, sentence.text).rstrip("。；！")
        yield sentence.make("zh", f"{text}，{more}。", "added")


def _is_told(statement: str, other: str) -> bool:
    """Say whether all of a statement might be found in a sentence that shares few words with it."""
    return not any(part not in other for part in re.findall(r"[\u4e00-\u9fff]{4,}", statement))
