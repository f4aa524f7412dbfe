"""Answers over the sample whose search was narrowed: they rest on the articles that are left, and say so."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from index.building import build_index
from rag.__main__ import main
from rag.answers import Answer, AnswerFinished, Narrowing, Scope, TextAdded
from rag.assembling import open_pipeline
from rag.contract import answer_as_json
from rag.narrowing import NarrowingError, find_allowed_articles
from rag.pipeline import Pipeline
from rag.settings import SAMPLE_PAGES, Settings
from rag.texts.reading_references import read_references
from tests.unit.turn_fakes import with_model

QUESTIONS = [
    "which zones invest in copper processing?",
    "哪些开发区发展装备制造？",
    "Which zones export?",
    "How much does the second phase of copper foil in Houma cost?",
    "绛县经开区的铜杆项目和垣曲经开区的铜线缆项目，哪个投资更大？",
    "铜杆项目投产首季见效这篇文章的作者是谁？",
    "侯马经开区有多少家铜企业？",
    "Who visited the zone?",
]
NARROWINGS = [
    Narrowing(zones=("Houma", "绛县经开区")),
    Narrowing(cities=("Yuncheng",)),
    Narrowing(since="2024-01", until="2024-06"),
    Narrowing(until="2023"),
    Narrowing(sources=("2024-03",)),
    Narrowing(cities=("长治", "运城"), since="2023-06", sources=("PAGE", "2023")),
    Narrowing(since="2030"),
]
LIST, NUMBER = QUESTIONS[0], QUESTIONS[3]
HOUMA, JIANGXIAN, YUANQU = "侯马经开区", "绛县经开区", "垣曲经开区"


@pytest.fixture(scope="module")
def index_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sample") / "index"
    build_index(SAMPLE_PAGES, folder)
    return folder


@pytest.fixture(scope="module")
def sample(index_dir: Path) -> Iterator[Pipeline]:
    opened = open_pipeline(Settings(index_dir=index_dir))
    yield opened
    opened.index.close()


def list_allowed(pipeline: Pipeline, narrowing: Narrowing) -> tuple[set[str], set[str]]:
    """Give the ids of the articles that are left, and the zones that they are about."""
    catalogue = pipeline.index.catalogue
    allowed = find_allowed_articles(narrowing, catalogue)
    assert allowed is not None
    left = [entry for entry in catalogue.entries if allowed[entry.number]]
    return {entry.id for entry in left}, {entry.zone for entry in left if entry.zone}


@pytest.mark.parametrize("narrowing", NARROWINGS, ids=str)
@pytest.mark.parametrize("question", QUESTIONS)
def test_an_answer_rests_on_the_articles_that_are_left(
    question: str, narrowing: Narrowing, sample: Pipeline
) -> None:
    answer = sample.answer(question, narrowing=narrowing)
    articles, zones = list_allowed(sample, answer.query.narrowing)
    assert {citation.article_id for citation in answer.citations} <= articles
    assert {hit.article.id for hit in answer.hits} <= articles
    assert answer.scope == Scope(len(articles), len(zones))
    if answer.query.is_list and (narrowing.zones or narrowing.cities):
        assert {zone.short for zone in answer.zones} <= zones
    note = answer.text.splitlines()[-1]
    assert note.startswith(("Narrowed to: ", "检索范围："))
    # What an answer says of its own search is no statement that could be checked against a page.
    assert note not in read_references(answer.text).text
    json.dumps(answer_as_json(answer), allow_nan=False)


def shown(answer: Answer) -> list[str]:
    return [zone.short for zone in answer.zones]


def test_without_a_narrowing_nothing_is_other_than_it_was(sample: Pipeline) -> None:
    plain = sample.answer(LIST)
    assert shown(plain) == [YUANQU, JIANGXIAN, HOUMA]
    assert "Narrowed" not in plain.text
    assert plain.scope == Scope(87, 46)
    widest = sample.answer(LIST, narrowing=Narrowing(since="0001", until="9999"))
    assert shown(widest) == shown(plain)
    assert widest.scope.articles == sum(
        entry.published.year is not None for entry in sample.index.catalogue.entries
    )
    again = sample.answer(LIST, narrowing=Narrowing(zones=(), sources=(" ",)))
    assert again.text == plain.text


def test_a_list_is_of_the_zones_that_are_left_and_counts_them(sample: Pipeline) -> None:
    answer = sample.answer(LIST, narrowing=Narrowing(cities=("Yuncheng",)))
    assert shown(answer) == [YUANQU, JIANGXIAN]
    assert answer.text.startswith("**2 zones fit.** 15 articles on 8 zones were searched, each zone")
    assert answer.text.endswith("\n\nNarrowed to: zones in Yuncheng (运城).")
    one = sample.answer("哪些开发区发展铜加工？", narrowing=Narrowing(zones=("侯马经济开发区",)))
    assert shown(one) == [HOUMA]
    assert one.text.endswith("\n\n检索范围：关于侯马经济开发区（Houma Economic Development Zone）的文章。")


def test_one_zone_is_counted_as_one(sample: Pipeline) -> None:
    narrowing = Narrowing(zones=("Jiangxian",))
    text = sample.answer(LIST, narrowing=narrowing).text
    assert text.startswith("**1 zone fits.** 2 articles on 1 zone were searched, each zone by itself.")
    text = sample.answer(LIST, narrowing=replace(narrowing, sources=("2024-03-19_02",))).text
    assert text.startswith("**1 zone fits.** 1 article was searched, each zone by itself.")


def test_nothing_is_left_and_that_is_said(sample: Pipeline) -> None:
    answer = sample.answer(LIST, narrowing=Narrowing(since="2030"))
    assert answer.abstained
    assert answer.text == (
        "**The articles do not say.** No article fits what the search is narrowed to.\n\n"
        "Narrowed to: published in 2030 or later."
    )
    assert (answer.citations, answer.hits, answer.scope) == ((), (), Scope(0, 0))


def test_a_zone_that_is_left_out_is_not_said_to_be_unknown(sample: Pipeline) -> None:
    answer = sample.answer(NUMBER, narrowing=Narrowing(cities=("Yuncheng",)))
    assert answer.abstained
    assert "(侯马经开区) is among those that the search is narrowed to." in answer.text


def test_a_comparison_needs_both_sides_among_what_is_left(sample: Pipeline) -> None:
    question = QUESTIONS[4]
    assert not sample.answer(question, narrowing=Narrowing(cities=("运城",))).abstained
    only_one = sample.answer(question, narrowing=Narrowing(zones=(JIANGXIAN,)))
    assert only_one.abstained
    assert {citation.zone for citation in only_one.citations} <= {JIANGXIAN}


def test_a_follow_up_is_narrowed_too(sample: Pipeline) -> None:
    history = ["Which zones invest in copper processing?"]
    first = sample.answer("How much does the first one invest?", history=history)
    assert first.query.zones == (YUANQU,)
    narrowed = sample.answer(
        "How much does the first one invest?", history=history, narrowing=Narrowing(cities=("Linfen",))
    )
    assert narrowed.query.zones == (HOUMA,)
    assert {citation.zone for citation in narrowed.citations} == {HOUMA}
    carried = sample.answer(
        "and in Houma?",
        history=["How many copper companies are there in Jiangxian?"],
        narrowing=Narrowing(cities=("Yuncheng",)),
    )
    assert carried.abstained


def test_the_text_streams_with_the_note_at_its_end(sample: Pipeline) -> None:
    *events, last = sample.stream(LIST, narrowing=Narrowing(zones=("Houma",)))
    assert isinstance(last, AnswerFinished)
    assert "".join(event.text for event in events if isinstance(event, TextAdded)) == last.answer.text


def test_a_language_model_is_given_what_is_left_and_the_note_follows_its_words(sample: Pipeline) -> None:
    writing, model = with_model(sample, "It costs 920 million yuan [1].")
    answer = writing.answer(NUMBER, narrowing=Narrowing(sources=("page_0608",)))
    assert answer.text.startswith("It costs 920 million yuan. [1]\n\nThe sentences it rests on:")
    assert answer.text.endswith("\n\nNarrowed to: files with “page\\_0608” in their names.")
    assert {citation.source for citation in answer.citations} == {"page_0608.txt"}
    assert "Narrowed" not in model.asked[0][1].text


def test_a_model_judges_the_zones_that_are_left_and_counts_what_was_searched(sample: Pipeline) -> None:
    writing, model = with_model(sample, "Z1 | no\nZ2 | no\nZ3 | no\nZ4 | no\n")
    answer = writing.answer(LIST, narrowing=Narrowing(cities=("Linfen",)))
    assert JIANGXIAN not in model.asked[0][1].text
    articles, zones = list_allowed(sample, answer.query.narrowing)
    assert f"{len(articles)} articles on {len(zones)} zones were searched" in answer.text
    assert answer.text.endswith("Narrowed to: zones in Linfen (临汾).")


def test_a_wrong_choice_is_told_before_anything_is_asked(sample: Pipeline) -> None:
    with pytest.raises(NarrowingError, match="nearest names are 运城"):
        sample.answer(LIST, narrowing=Narrowing(cities=("Yunchen",)))


Captured = pytest.CaptureFixture[str]


def test_the_command_narrows(index_dir: Path, capsys: Captured) -> None:
    arguments = [LIST, "--index", str(index_dir), "--json"]
    assert main([*arguments, "--city", "Yuncheng", "--zone", "Jiangxian", "--zone", "Houma"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert [zone["short"] for zone in answer["zones"]] == [JIANGXIAN]
    assert answer["narrowing"] == {
        "zones": [JIANGXIAN, HOUMA], "cities": ["运城"], "since": "", "until": "", "sources": [],
    }  # fmt: skip
    assert answer["scope"] == {"articles": 2, "zones": 1}


def test_the_command_narrows_a_dialogue_and_a_file(
    index_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    narrowed = ["--index", str(index_dir), "--since", "2024", "--source", "page_0608"]
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{LIST}\n\n"))
    assert main(narrowed) == 0
    assert "published in 2024 or later" in capsys.readouterr().out
    path = tmp_path / "questions.jsonl"
    path.write_text(json.dumps({"id": 1, "question": LIST}) + "\n", "utf-8")
    assert main([*narrowed, "--json", "--questions", str(path)]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert {citation["source"] for citation in answer["citations"]} == {"page_0608.txt"}


def test_the_command_tells_a_wrong_choice_as_wrong_usage(index_dir: Path, capsys: Captured) -> None:
    assert main([LIST, "--index", str(index_dir), "--until", "June"]) == 2
    printed, errors = capsys.readouterr()
    assert printed == ""
    assert errors.startswith("error: until is 'June'; it takes a date such as 2024")


def test_narrowing_goes_with_questions_only(capsys: Captured) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["--settings", "--zone", "Houma"])
    assert stopped.value.code == 2
    assert "go with questions" in capsys.readouterr().err


def test_two_answers_of_one_index_do_not_share_a_narrowing(sample: Pipeline) -> None:
    plain = sample.answer(LIST)
    sample.answer(LIST, narrowing=Narrowing(zones=("Houma",)))
    assert replace(sample.answer(LIST), seconds=0) == replace(plain, seconds=0)
