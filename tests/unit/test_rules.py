from index.chunking import chunk_article
from index.manifest import digest_rules
from index.rules import find_zone, load_rules
from index.segmenting import segment_page
from index.zones import load_gazetteer


def test_a_listed_zone_is_that_of_the_gazetteer() -> None:
    zone = load_gazetteer().zones[0]

    assert find_zone(zone.short) == zone


def test_a_name_that_nobody_knows_is_kept() -> None:
    zone = find_zone("无名之地")

    assert (zone.short, zone.name, zone.listed) == ("无名之地", "无名之地", False)


def test_the_rules_are_those_of_the_package() -> None:
    rules = load_rules()

    assert (rules.segment, rules.chunk, rules.digest) == (segment_page, chunk_article, digest_rules())
