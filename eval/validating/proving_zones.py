"""Is every gold zone one that is known, does the evidence bear out each, and is none forgotten?"""

from __future__ import annotations

from collections.abc import Iterator

from eval.questions import LIST, GoldQuestion
from eval.retrieval_metrics import ZoneName, matches_zone
from eval.validating.findings import Fault, quote_texts
from eval.validating.proving_evidence import Standings
from eval.validating.searching_pages import GoldPages, Standing


def prove_zones(gold: GoldQuestion, standings: Standings, pages: GoldPages) -> Iterator[Fault]:
    """Give what is wrong with the zones of a question; only a list is judged by them."""
    for field, zones in (("zones", gold.zones), ("optional_zones", gold.optional_zones)):
        for zone in zones:
            if not pages.is_known(zone):
                yield _explain_unknown(field, zone, pages)
    twice = sorted(set(gold.zones) & set(gold.optional_zones))
    if twice:
        yield Fault("optional_zones", f"{quote_texts(twice)} is wanted, too", "leave it in one of the two")
    if gold.kind == LIST:
        yield from _find_unproven(gold, standings, pages)
        yield from _find_joint(gold, pages)
    if gold.zones and all(map(pages.is_known, (*gold.zones, *gold.optional_zones))):
        yield from _find_forgotten(gold, standings, pages)


def _explain_unknown(field: str, zone: str, pages: GoldPages) -> Fault:
    meant = pages.gazetteer.resolve(zone)
    remedy = f"write {meant.short!r} or {meant.place!r}" if meant else "write its place or its short name"
    return Fault(field, f"{zone!r} is the place or the short name of no zone", remedy)


def _find_unproven(gold: GoldQuestion, standings: Standings, pages: GoldPages) -> Iterator[Fault]:
    """Find wanted zones that no evidence is about."""
    borne_out = [
        zone for found in standings.values() for standing in found for zone in pages.list_zones(standing)
    ]
    for wanted in gold.zones:
        if pages.is_known(wanted) and not any(matches_zone(wanted, zone) for zone in borne_out):
            yield Fault(
                "zones",
                f"no evidence stands in an article about {wanted!r} or in a sentence that names it",
                "add a stretch that shows that it belongs here, or remove the zone",
            )


def _find_joint(gold: GoldQuestion, pages: GoldPages) -> Iterator[Fault]:
    """Find wanted places with two zones that these pages write about: either would count."""
    written = {searched.article.zone for searched in pages.articles}
    for wanted in gold.zones:
        zones = [zone.short for zone in pages.gazetteer.zones_of_place(wanted) if zone.short in written]
        if len(zones) > 1:
            yield Fault(
                "zones",
                f"{wanted!r} has {len(zones)} zones on these pages ({quote_texts(zones)}); each counts",
                "write the short name of the one that is meant",
                is_error=False,
            )


def _find_forgotten(gold: GoldQuestion, standings: Standings, pages: GoldPages) -> Iterator[Fault]:
    """Find evidence of zones that are neither wanted nor optional."""
    allowed = (*gold.zones, *gold.optional_zones)
    for stretch, found in standings.items():
        strange = [standing for standing in found if not _is_allowed(standing, allowed, pages)]
        if not strange or (gold.kind != LIST and len(strange) < len(found)):
            continue
        zones: dict[ZoneName, None] = dict.fromkeys(
            zone for standing in strange for zone in pages.list_zones(standing)
        )
        named = quote_texts(short for short, _ in zones) or "no zone"
        yield Fault(
            "zones",
            f"evidence {stretch!r} stands in an article about {named}, which is neither in zones nor in"
            " optional_zones",
            "add the zone that was forgotten, or choose other evidence",
            is_error=gold.kind == LIST and len(strange) == len(found) and bool(zones),
        )


def _is_allowed(standing: Standing, allowed: tuple[str, ...], pages: GoldPages) -> bool:
    return any(matches_zone(gold, zone) for gold in allowed for zone in pages.list_zones(standing))
