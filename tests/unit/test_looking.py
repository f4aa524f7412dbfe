"""The routes of articles and zones: what they give, what they refuse, when a browser keeps what it has."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from app.hosting.looking import ARTICLE_POLICY, make_looking_router
from tests.scripted_answerer import HOSTILE, QUOTE, ZONE, make_article
from tests.scripted_library import RIVER, ScriptedLibrary, make_catalogue, make_many_zones


@pytest.fixture
def library() -> ScriptedLibrary:
    return ScriptedLibrary()


@pytest.fixture
def client(library: ScriptedLibrary) -> Iterator[TestClient]:
    app = FastAPI()
    app.include_router(make_looking_router(library))
    with TestClient(app) as opened:
        yield opened


def test_a_quote_is_marked_and_its_zone_named_in_both_languages(client: TestClient) -> None:
    start = make_article()[0].body.index(QUOTE)
    reply = client.get(f"/article?id=id0&start={start}&end={start + len(QUOTE)}&number=4&lang=en")
    assert reply.status_code == 200
    assert reply.headers["content-security-policy"] == ARTICLE_POLICY
    assert f"<mark>{QUOTE}</mark>" in reply.text
    for name in (ZONE.short, "Qingquan<span", "Economic and Technological", "Qingzhou 青州"):
        assert name in reply.text


@pytest.mark.parametrize("language", ["en", "zh"])
def test_an_article_without_a_quote_is_whole_and_unmarked(client: TestClient, language: str) -> None:
    reply = client.get("/article", params={"id": "id0", "lang": language})
    assert reply.status_code == 200
    assert f'<html lang="{language}"' in reply.text
    assert "<mark>" not in reply.text
    assert "zw-compared" not in reply.text
    assert "青泉经开区还推行一枚印章管审批" in reply.text
    assert "<img" not in reply.text


@pytest.mark.parametrize(
    ("path", "params", "status", "words"),
    [
        ("/article", {"id": "gone"}, 404, "not in the index any more"),
        ("/article", {"id": "id0", "start": 3, "end": 99999}, 400, "not in the article"),
        ("/article", {"id": "id0", "start": 3}, 400, "not in the article"),
        ("/article", {"id": "id0", "start": -1, "end": 4}, 422, "greater"),
        ("/article", {"id": "x" * 501}, 422, "at most"),
        ("/zone", {"name": HOSTILE + "!"}, 404, "No zone of this name"),
        ("/zone", {"name": ZONE.short, "page": 0}, 422, "greater"),
        ("/zone", {}, 422, "required"),
        ("/zones", {"lang": "fr"}, 422, "'en' or 'zh'"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_refused(
    client: TestClient, path: str, params: dict[str, str], status: int, words: str
) -> None:
    reply = client.get(path, params=params)
    assert reply.status_code == status
    assert words in reply.text
    assert "<img" not in reply.text


def test_a_zone_has_its_articles_and_the_others_are_not_there(client: TestClient) -> None:
    text = client.get("/zone", params={"name": RIVER.short, "lang": "zh"}).text
    assert text.count("<li>") == 2
    assert text.index("第11篇") < text.index("第10篇")
    assert "第0篇" not in text


def test_a_browser_keeps_what_it_has_until_the_index_changes(
    client: TestClient, library: ScriptedLibrary
) -> None:
    reply = client.get("/zones?lang=zh")
    assert reply.headers["cache-control"] == "private, no-cache"
    known = {"if-none-match": reply.headers["etag"]}
    assert client.get("/zones?lang=zh", headers=known).status_code == 304
    assert client.get("/zones?lang=en", headers=known).status_code == 200
    library.now = make_many_zones(41)
    newer = client.get("/zones?lang=zh", headers=known)
    assert newer.status_code == 200
    assert "甲40经开区" in newer.text
    library.now = make_catalogue((), ())
    assert client.get(f"/zone?name={ZONE.short}").status_code == 404


def test_an_article_of_an_unknown_zone_is_shown_all_the_same(
    client: TestClient, library: ScriptedLibrary
) -> None:
    library.now = make_catalogue([("无名经开区", make_article()[0].published)], ())
    assert "无名经开区" in client.get("/article?id=id0").text
