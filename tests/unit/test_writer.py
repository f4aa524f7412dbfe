"""Who writes the answers, and where text is sent: told truly, and without what is secret."""

from __future__ import annotations

import pytest

from app.views.answers import View
from app.views.layout import render_header, render_welcome
from app.writer import QUOTED, Writer, describe_writer, find_writer
from prompts.loading import load_wording
from rag.answers import Scope
from rag.settings import Settings

WORDS = load_wording("en", "page")


@pytest.mark.parametrize(
    ("model", "url", "writer"),
    [
        ("", "", QUOTED),
        ("", "http://127.0.0.1:8000/v1", QUOTED),
        ("hf:Qwen/Qwen3", "", Writer("hf:Qwen/Qwen3", "this_process")),
        ("openai:m", "http://127.0.0.1:8000/v1", Writer("openai:m", "this_machine", "127.0.0.1:8000")),
        ("ollama:m", "http://localhost:11434", Writer("ollama:m", "this_machine", "localhost:11434")),
        ("openai:m", "http://[::1]:8000/v1", Writer("openai:m", "this_machine", "[::1]:8000")),
        ("openai:m", "https://me:key@llm.example/v1?k=key", Writer("openai:m", "server", "llm.example")),
        ("openai:m", "http://10.0.0.5/v1", Writer("openai:m", "server", "10.0.0.5")),
        ("anthropic:m", "", Writer("anthropic:m", "provider", "anthropic")),
    ],
    ids=[
        "none",
        "none with address",
        "local",
        "loopback",
        "localhost",
        "version 6",
        "key",
        "near",
        "provider",
    ],
)
def test_where_text_is_sent(model: str, url: str, writer: Writer) -> None:
    assert find_writer(Settings(model=model, model_url=url)) == writer


def test_only_what_stays_here_is_said_to_stay_here() -> None:
    places = [
        find_writer(Settings(model=model, model_url=url))
        for model, url in [("", ""), ("hf:m", ""), ("openai:m", "http://127.0.0.1:1/v1"), ("openai:m", "")]
    ]
    stays = ["nothing leaves" in describe_writer(writer, WORDS) for writer in places]
    assert stays == [True, True, False, False]
    assert "127.0.0.1:1" in describe_writer(places[2], WORDS)
    assert "its provider (openai)" in describe_writer(places[3], WORDS)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_page_names_the_writer(language: str) -> None:
    words, scope = load_wording(language, "page"), Scope(articles=37, zones=9)
    quoted = View(language, words, scope)
    written = View(language, words, scope, Writer("openai:<m>", "server", "llm.example"))
    assert "openai:&lt;m&gt;" in render_header(written)
    assert "llm.example" in render_header(written)
    assert words["writer_nowhere"] in render_header(quoted)
    assert render_welcome(quoted) != render_welcome(written)
