"""English statements made by rule: frames filled from a clause, and questions for zones said of one zone."""

from __future__ import annotations

import calendar
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from eval.checking.rendering_figures import change_value, list_exact, write_english
from eval.checking.sentence_pool import PagesOfSample, SampleSentence, list_other_zones, load_templates
from eval.checking.statements import GoldStatement
from eval.questions import LIST, GoldQuestion
from index.documents import Zone
from index.figures import Figure, same_figure
from index.lexicon import GLOSSARY_FILE, Lexicon

_MONTHS = tuple(calendar.month_name)[1:]
_EVENT_DATE = re.compile(r"(?:(?P<year>20\d\d)年)?(?P<month>\d{1,2})月(?P<event>投产|建成|开工|投用|完工)")
_LIST = re.compile(r"^(?:Which|What) zones (?P<verb>\w+) (?P<rest>.+)\?$")
_WITH = re.compile(r"^(?:List|Name) (?:all|the) zones (?:that (?P<verb>\w+) |with )(?P<rest>.+)\.$")
_WHERE = re.compile(r"^Where (?P<be>is|are) (?P<what>.+?) (?P<done>\w+ed|made|built|distilled|located)\?$")
_SECTION = re.compile(r"^# --- (?P<name>.+?) ---")
_LEAST_LETTERS = 4
_MOST_WORDS = 4
_AMOUNTS = frozenset({"yuan", "usd", "m2", "tonne", "percent"})
"""Of two counts in a sentence one may be part of the other."""
_LEAST_TERM, _MOST_TERMS = 2, 2


@dataclass(frozen=True, slots=True)
class _Found:
    """A frame filled: what it is about, in English, the frame, the figure and how it is printed."""

    what: str
    frame: str
    figure: Figure
    is_mu: bool
    is_plan: bool


class EnglishMaker:
    """Makes right and wrong statements of every sentence that a frame fits."""

    def __init__(self, pool: PagesOfSample, lexicon: Lexicon, chance: random.Random) -> None:
        """Take the sentences, and what translates their terms."""
        self._pool = pool
        self._chance = chance
        self._lexicon = lexicon
        self._templates = load_templates()
        self._plan = re.compile(self._templates["sentences"]["plan_words"])
        self._english = _turn_glossary(self._templates["sentences"]["sections"])

    def make_all(self) -> Iterator[GoldStatement]:
        """Make statements of frames and of events."""
        for sentence in self._pool.sentences:
            for found in self._fill(sentence):
                yield from self._make_framed(sentence, found)
            yield from self._make_events(sentence)

    def _fill(self, sentence: SampleSentence) -> Iterator[_Found]:
        figures = {figure.start: figure for figure in list_exact(sentence.text)}
        for frame in self._templates["frames"]:
            matches = [
                match for match in re.finditer(frame["chinese"], sentence.text) if match.end() in figures
            ]
            # Of two investments each belongs to another thing.
            if len(matches) != 1 or sentence.text.count("投资") > 1:
                continue
            start, end = matches[0].span()
            figure = figures[end]
            what = self._name_after(sentence.text, figure.end) if frame.get("is_before") else ""
            what = what or self._name_before(sentence.text, start)
            if figure.unit in frame["units"] and what:
                is_mu = "亩" in sentence.text[figure.start : figure.end]
                is_plan = bool(self._plan.search(sentence.text[:end]))
                yield _Found(what, frame["english"], figure, is_mu, is_plan)

    def _find_terms(self, text: str) -> list[tuple[int, int]]:
        spans = self._lexicon.find_chinese_terms(text)
        return [(first, last) for first, last in spans if text[first:last] in self._english]

    def _name_before(self, text: str, start: int) -> str:
        """Give the English of the last terms of a sentence before a frame."""
        near = [span for span in self._find_terms(text) if span[1] <= start][-_MOST_TERMS:]
        return self._translate(text, near)

    def _name_after(self, text: str, end: int) -> str:
        """Give the English of the first term of the same clause after a figure."""
        clause = re.split(r"[，、；。：]", text[end:])[0]
        return self._translate(clause, self._find_terms(clause)[:1])

    def _translate(self, text: str, spans: Sequence[tuple[int, int]]) -> str:
        return " and ".join(dict.fromkeys(self._english[text[first:last]] for first, last in spans))

    def _make_framed(self, sentence: SampleSentence, found: _Found) -> Iterator[GoldStatement]:
        kind = "plans" if found.is_plan else "facts"
        template = self._chance.choice(self._templates["sentences"][kind])
        right = self._say(template, sentence.zone, found, found.figure.value)
        if right is None:
            return
        yield sentence.make("en", right)
        changed = change_value(found.figure, sentence.text, self._chance)
        wrong = changed and self._say(template, sentence.zone, found, changed)
        if wrong:
            yield sentence.make("en", wrong, "figure")
        rival = _find_rival(found.figure, sentence.text) if found.figure.unit in _AMOUNTS else None
        swapped = rival and self._say(template, sentence.zone, found, rival)
        if swapped:
            yield sentence.make("en", swapped, "figure_swap")
        others = list_other_zones(sentence.zone, sentence.text, self._pool)
        if others:
            same = others[0].place == sentence.zone.place
            zone = others[0] if same else self._chance.choice(others)
            yield sentence.make("en", str(self._say(template, zone, found, found.figure.value)), "zone")
        more = self._chance.choice(self._templates["added"]["en"])
        yield sentence.make("en", f"{right.rstrip('.')}, {more}.", "added")
        for other in sentence.others:
            if not any(same_figure(found.figure, figure) for figure in list_exact(other)):
                yield sentence.make("en", right, "neighbour", cites=other)
                break

    def _say(self, template: str, zone: Zone, found: _Found, value: Decimal) -> str | None:
        written = write_english(value, found.figure.unit, is_mu=found.is_mu)
        if written is None:
            return None
        frame = found.frame.replace("{f}", written)
        return str(template).format(zone=zone.english, what=found.what, frame=frame)

    def _make_events(self, sentence: SampleSentence) -> Iterator[GoldStatement]:
        for match in _EVENT_DATE.finditer(sentence.text):
            what = self._name_before(sentence.text, match.start())
            if not what:
                continue
            is_plan = bool(self._plan.search(sentence.text[max(0, match.start() - 8) : match.start()]))
            facts, plans = self._templates["events"][match["event"]]
            year, month = match["year"], int(match["month"])
            head = f"In the {sentence.zone.english}, {what} "
            tail = f" {year}." if year else "."
            yield sentence.make("en", f"{head}{plans if is_plan else facts} {_MONTHS[month - 1]}{tail}")
            other = _MONTHS[(month + self._chance.choice([1, 2, 5]) - 1) % 12]
            yield sentence.make("en", f"{head}{plans if is_plan else facts} {other}{tail}", "date")
            if is_plan:
                yield sentence.make("en", f"{head}{facts} {_MONTHS[month - 1]}{tail}", "plan")
            elif year:
                yield sentence.make("en", f"{head}{facts} {_MONTHS[month - 1]} {int(year) + 1}.", "date")

    def make_lists(self, questions: Sequence[GoldQuestion]) -> Iterator[GoldStatement]:
        """Say of each zone that a list question asks for what it asks, beside the zone's evidence."""
        for question in questions:
            spoken = self._speak(question) if question.kind == LIST and question.lang == "en" else None
            if spoken is None:
                continue
            for stretch in question.evidence:
                sentence = self._pool.find(stretch)
                if sentence and _fits(sentence.zone, question.zones) and not self._plan.search(sentence.text):
                    yield from self._make_listed(sentence, question, *spoken)

    def _speak(self, question: GoldQuestion) -> tuple[str, str] | None:
        """Give a list question as a statement of `{zone}`, and its denial."""
        denials, verbs = self._templates["denials"], self._templates["verbs"]
        where = _WHERE.match(question.question)
        if where:
            what, be, done = where["what"], where["be"], where["done"]
            subject = what[0].upper() + what[1:]
            return f"{subject} {be} {done} in the {{zone}}.", f"{subject} {be} not {done} in the {{zone}}."
        match = _LIST.match(question.question) or _WITH.match(question.question)
        # Of a longer one the sentence may hold a part only.
        if match is None or len(match["rest"].split()) > _MOST_WORDS or match["rest"].startswith("or "):
            return None
        verb = verbs.get(match["verb"] or "have")
        if verb is None:
            return None
        rest = match["rest"]
        no = denials[verb] if verb != "has" else "does not have"
        return f"The {{zone}} {verb} {rest}.", f"The {{zone}} {no} {rest}."

    def _make_listed(
        self, sentence: SampleSentence, question: GoldQuestion, said: str, denied: str
    ) -> Iterator[GoldStatement]:
        right = said.format(zone=sentence.zone.english)
        yield sentence.make("en", right)
        if not said.startswith("The {zone} has set") and " has built" not in said:
            yield sentence.make("en", denied.format(zone=sentence.zone.english), "negation")
        allowed = (*question.zones, *question.optional_zones)
        others = [
            zone
            for zone in list_other_zones(sentence.zone, sentence.text, self._pool)
            if not _fits(zone, allowed)
        ]
        if others:
            zone = self._chance.choice(others)
            yield sentence.make("en", said.format(zone=zone.english), "zone")
        strange = [one for one in self._pool.sentences if not _fits(one.zone, allowed)]
        other = self._chance.choice(strange)
        yield other.make("en", said.format(zone=other.zone.english), "neighbour")


def _fits(zone: Zone, names: Sequence[str]) -> bool:
    return zone.short in names or zone.place in names


def _find_rival(figure: Figure, text: str) -> Decimal | None:
    """Give another value of the same unit in the sentence."""
    others = [one for one in list_exact(text) if one.unit == figure.unit and not same_figure(one, figure)]
    return others[0].value if others else None


def _turn_glossary(sections: Sequence[str]) -> dict[str, str]:
    """Give the first English term of each Chinese one that is its best translation, of some sections."""
    found: dict[str, str] = {}
    section = ""
    for line in GLOSSARY_FILE.read_text("utf-8").splitlines():
        heading = _SECTION.match(line)
        section = heading["name"] if heading else section
        english, tab, chinese = line.partition("\t")
        best = chinese.split("|")[0]
        if tab and section in sections and len(english) >= _LEAST_LETTERS and len(best) >= _LEAST_TERM:
            found.setdefault(best, english)
    return found
