"""What the lines above or below an article say: zone, kicker, headline, subtitle, byline."""

from __future__ import annotations

import re
from dataclasses import dataclass

from index.documents import MendedText
from index.paragraphs import Kind, Paragraph, read_title
from index.zones import Gazetteer

_SUBTITLE = re.compile(r"^(?:———?|--)")
_LABEL = re.compile(r"^(?:【[^】]*】|\[[^\]]*\]|［[^］]*］|「[^」]*」|·[^·]*·|[■●▲◆□★☆▪◎◇].*)$")
_COLUMN = re.compile(
    r"(?:观察|风采|动态|要闻|聚焦|视窗|视点|广角|在线|专版|专刊|专题|专栏|新闻|综合|速递|快讯|资讯|传真|之窗|特刊|周刊|纵横|园区|开发区)$"
)
_ORGANISATION = re.compile(
    r"^(?:党工委|管委会|纪检监察工委|纪工委|党群工作部|综合办公室|[\u3400-\u9fff]{2,8}(?:局|办|部|中心|工委|工会|支部|党委|公司))*$"
)
_PERSON = re.compile(
    r"^[\u3400-\u9fff、，]*(?:书记|主任|市长|县长|区长|省长|局长|主席|会长|董事长|总经理|常委|委员)([\u3400-\u9fff]{2,3})$"
)
_PLACE = re.compile(r"^[\u3400-\u9fff]{1,4}[县市区]$")


@dataclass(frozen=True, slots=True)
class TitleGroup:
    """The lines that stand together between two articles, taken apart.

    Attributes:
        headline: Its lines joined without white space, the zone's line and kickers left out.
        zone_text: The text in which to look for the zone first: the zone's own line, else empty.
        byline: The names under the headline, empty without.
        level: The fewest `#` of its lines, 0 without any.
        lines: How many lines of title there are.
    """

    headline: str = ""
    zone_text: str = ""
    byline: str = ""
    level: int = 0
    lines: int = 0

    @property
    def text(self) -> str:
        """All of it, to look for zones and to compare with articles."""
        return f"{self.zone_text} {self.headline}".strip()


def is_zone_line(text: str, gazetteer: Gazetteer) -> bool:
    """Tell whether a line is a zone's name and no more than one of its offices, or a county's name."""
    if len(text) > 30:
        return False
    mentions = gazetteer.find(text)
    if mentions:
        return mentions[0].start == 0 and _ORGANISATION.match(text[mentions[0].end :]) is not None
    return _PLACE.match(text) is not None and bool(gazetteer.find_places(text))


def is_label(text: str) -> bool:
    """Tell whether a line names a column of the paper (`开发区观察`) rather than an article."""
    return _LABEL.match(text) is not None or (len(text) <= 8 and _COLUMN.search(text) is not None)


def parse_titles(
    group: list[Paragraph], mended: MendedText, page_text: str, gazetteer: Gazetteer
) -> TitleGroup:
    """Take the titles between two articles apart."""
    titles = [paragraph for paragraph in group if paragraph.kind is Kind.TITLE]
    bylines = [paragraph.byline.names for paragraph in group if paragraph.byline]
    zone_text = ""
    lines: list[tuple[str, int]] = []
    for paragraph in titles:
        parts = read_title(mended, page_text, paragraph)
        if is_zone_line(parts[0], gazetteer):
            zone_text = zone_text or parts[0]
            parts = parts[1:]
            if paragraph is not titles[-1] and all(is_label(text) for text, _ in lines):
                lines = []
        if parts:
            lines.append(("".join(parts), paragraph.level))
    return TitleGroup(
        headline=_join_headline(lines, gazetteer),
        zone_text=zone_text,
        byline=bylines[0] if bylines else "",
        level=min((paragraph.level for paragraph in titles if paragraph.level), default=0),
        lines=len(titles),
    )


def _join_headline(lines: list[tuple[str, int]], gazetteer: Gazetteer) -> str:
    """Join the lines of a headline, kickers above it and subtitles below it left out."""
    main = [(text, level) for text, level in lines if not _SUBTITLE.match(text) and not is_label(text)]
    if any(level for _, level in main):
        first = next(number for number, (_, level) in enumerate(main) if level)
        main = main[first:]
    elif len(main) > 1:
        main = _drop_kicker(main, gazetteer)
    if not main:
        main = lines[:1]
    return "".join(text for text, _ in main)


def _drop_kicker(main: list[tuple[str, int]], gazetteer: Gazetteer) -> list[tuple[str, int]]:
    """Drop a first line that only says who (`某市委书记某某`); a zone's own head stays, as subject."""
    text, level = main[0]
    person = _PERSON.match(text)
    if person is None:
        return main
    mentions = gazetteer.find(text)
    if mentions and mentions[0].start == 0:
        return [(person.group(1), level), *main[1:]]
    return main[1:]


def split_group(group: list[Paragraph], gazetteer: Gazetteer) -> tuple[list[Paragraph], list[Paragraph]]:
    """Split lines that hold two headlines, one of the article before and one of the article after.

    Returns:
        Both parts; the second is empty where there is one headline only.
    """
    zone_places = [
        place
        for place, paragraph in enumerate(group)
        if paragraph.kind is Kind.TITLE and is_zone_line(paragraph.text, gazetteer)
    ]
    if len(zone_places) >= 2 and zone_places[1] - zone_places[0] >= 2:
        return group[: zone_places[1]], group[zone_places[1] :]
    for place in range(1, len(group) - 1):
        kinds = [paragraph.kind for paragraph in group[place - 1 : place + 2]]
        if kinds == [Kind.TITLE, Kind.BYLINE, Kind.TITLE]:
            return group[: place + 1], group[place + 1 :]
    return group, []
