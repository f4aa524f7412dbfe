"""A list with a model: every zone that may fit is judged, a no drops one, and nothing unchecked is listed."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from rag.answers import Answer, AnswerFinished, StageStarted
from rag.models.generating import ModelCutShortError, ModelUnavailableError
from rag.pipeline import Pipeline
from tests.unit.turn_fakes import streamed_text, with_model

LIST = "Which zones process copper?"
YUNCHENG, YUANQU = "运城经开区", "垣曲经开区"


@pytest.fixture
def _two_zones_a_call(monkeypatch: pytest.MonkeyPatch) -> None:
    """The small pages have three zones that may fit: two calls."""
    monkeypatch.setattr("rag.prose.mapping.ZONES_OF_CALL", 2)


def judge(rule: Callable[[str, str, int], str | None]) -> Callable[[str], str]:
    """Give a reply that says, of each zone asked for, what the rule says of handle, name and first number."""

    def reply(user: str) -> str:
        asked = re.findall(r"^(Z\d+): (\S+).*\n\[(\d+)\]", user, re.MULTILINE)
        lines = [rule(handle, name, int(number)) for handle, name, number in asked]
        return "\n".join(line for line in lines if line is not None)

    return reply


def say_yes(handle: str, name: str, number: int) -> str:
    return f"{handle} | yes | {name} processes copper [{number}]."


def say_yes_to(*places: str) -> Callable[[str], str]:
    return judge(
        lambda handle, name, number: (
            say_yes(handle, name, number) if name.startswith(places) else f"{handle} | no"
        )
    )


def told(answer: Answer) -> dict[str, object]:
    return dict(next(values for stage, values in answer.trace.stages if stage == "writing"))


def outcomes(answer: Answer) -> dict[str, str]:
    rulings = told(answer)["rulings"]
    assert isinstance(rulings, list)
    return {ruling["zone"]: ruling["outcome"] for ruling in rulings}


def test_zones_that_fit_with_a_checked_statement_and_its_sentence(pipeline: Pipeline) -> None:
    surveying, model = with_model(pipeline, say_yes_to("运城", "垣曲"))
    events = list(surveying.stream(LIST))
    assert isinstance(events[-1], AnswerFinished)
    answer = events[-1].answer
    judged = len(outcomes(answer))
    assert judged > 2
    lines = answer.text.splitlines()
    assert lines[0] == (
        f"**2 zones fit.** Zones that the language model judged one by one: {judged}. "
        "8 articles on 8 zones were searched."
    )
    assert lines[2].endswith("垣曲经济技术开发区 processes copper. [1]")
    assert lines[4] == (
        "- **Yuncheng Economic and Technological Development Zone (运城经开区)**: "
        "运城经济技术开发区 processes copper. [2]"
    )
    assert (
        lines[5]
        == "  「“全区已有铜加工企业7家。”」 — 运城经开区铜箔项目试产 · 2024-05-21 · 2024-05-21\\_02.txt"
    )
    assert streamed_text(events) == answer.text
    assert [zone.short for zone in answer.zones] == [YUANQU, YUNCHENG]
    assert [citation.zone for citation in answer.citations] == [YUANQU, YUNCHENG]
    assert [citation.number for citation in answer.citations] == [1, 2]
    assert (answer.model, answer.fallback) == ("fake:scripted", "")
    assert len(model.asked) == -(-judged // 4)


@pytest.mark.usefixtures("_two_zones_a_call")
def test_progress_is_told_zone_by_zone(pipeline: Pipeline) -> None:
    surveying, _ = with_model(pipeline, judge(say_yes))
    steps = [
        (event.done, event.total)
        for event in surveying.stream(LIST)
        if isinstance(event, StageStarted) and event.stage == "mapping"
    ]
    assert list(dict.fromkeys(steps)) == [(0, 3), (2, 3), (3, 3)]


def test_a_no_drops_a_zone_that_would_be_quoted(pipeline: Pipeline) -> None:
    assert [zone.short for zone in pipeline.answer(LIST).zones] == [YUANQU, YUNCHENG]
    answer = with_model(pipeline, say_yes_to("运城"))[0].answer(LIST)
    assert [zone.short for zone in answer.zones] == [YUNCHENG]
    assert answer.text.startswith("**1 zone fits.** Zones that the language model judged one by one")
    assert outcomes(answer)[YUANQU] == "dropped"


def test_a_zone_that_would_not_be_quoted_needs_a_statement_that_holds(pipeline: Pipeline) -> None:
    answer = with_model(pipeline, judge(say_yes))[0].answer(LIST)
    assert len(answer.zones) == len(outcomes(answer)) > 2
    lying = judge(lambda handle, _, number: f"{handle} | yes | It is WRONG [{number}].")
    answer = with_model(pipeline, lying)[0].answer(LIST)
    assert [zone.short for zone in answer.zones] == [YUANQU, YUNCHENG]
    assert set(outcomes(answer).values()) == {"kept_unchecked", "refused"}


def test_a_zone_whose_statement_fails_stays_with_its_quote_and_says_so(pipeline: Pipeline) -> None:
    lying = judge(lambda handle, _, number: f"{handle} | yes | It is WRONG [{number}].")
    answer = with_model(pipeline, lying)[0].answer(LIST)
    assert (
        "(运城经开区)**: [2] (kept for its sentence; what the language model wrote did not pass the check) "
        "~~It is WRONG.~~ [2] (struck out: the cited sentence says right, not WRONG)\n"
        "  「“全区已有铜加工企业7家。”」"
    ) in answer.text
    assert [citation.number for citation in answer.citations] == [1, 2]
    removing = with_model(pipeline, lying, failed_statements="remove")[0].answer(LIST)
    assert "WRONG" not in removing.text
    assert "did not pass the check)\n  「“全区已有铜加工企业7家。”」" in removing.text


def test_a_mere_yes_keeps_what_would_be_quoted_and_adds_nothing(pipeline: Pipeline) -> None:
    answer = with_model(pipeline, judge(lambda handle, *_: f"{handle} | yes"))[0].answer(LIST)
    assert [zone.short for zone in answer.zones] == [YUANQU, YUNCHENG]
    assert "(运城经开区)**: [2] (the language model says yes, without a sentence of its own)\n" in answer.text
    assert list(outcomes(answer).values()) == ["kept_wordless", "kept_wordless", "refused"]


def test_a_zone_that_the_model_left_out_stays_with_its_quote(pipeline: Pipeline) -> None:
    silent_of = judge(lambda handle, name, n: None if name.startswith("运城") else say_yes(handle, name, n))
    answer = with_model(pipeline, silent_of)[0].answer(LIST)
    assert (
        "(运城经开区)**: [2] (kept for its sentence; the language model did not judge this zone)"
        in answer.text
    )
    assert answer.text.endswith("Zones that the language model did not judge: 1 (it left them out).")
    assert outcomes(answer)[YUNCHENG] == "kept_unjudged"


def test_a_statement_may_only_cite_its_own_zone(pipeline: Pipeline) -> None:
    def cite_others(user: str) -> str:
        handles = re.findall(r"^(Z\d+): ", user, re.MULTILINE)
        numbers = re.findall(r"^\[(\d+)\]", user, re.MULTILINE)
        return "\n".join(f"{handle} | yes | So [{numbers[-1 - at]}]." for at, handle in enumerate(handles))

    answer = with_model(pipeline, cite_others)[0].answer(LIST)
    assert answer.removed_references > 0
    assert {citation.zone for citation in answer.citations} == {zone.short for zone in answer.zones}


def test_no_zone_fits_is_said_with_what_came_nearest(pipeline: Pipeline) -> None:
    answer = with_model(pipeline, say_yes_to("nowhere"))[0].answer(LIST)
    judged = len(outcomes(answer))
    assert answer.text.startswith(
        f"**No zone fits.** Zones that the language model judged one by one: {judged}. 8 articles"
    )
    assert (answer.abstained, answer.zones) == (True, ())
    assert answer.citations == pipeline.answer(LIST).citations


@pytest.mark.usefixtures("_two_zones_a_call")
@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        (ModelUnavailableError("no connection"), "no connection"),
        ("I would rather chat.", "it did not answer in the form that was asked for"),
    ],
    ids=["down", "chat"],
)
def test_a_model_that_judges_nothing_leaves_the_quoted_list(
    pipeline: Pipeline, reply: object, reason: str
) -> None:
    quoted = pipeline.answer(LIST)
    surveying, model = with_model(pipeline, reply)
    answer = surveying.answer(LIST)
    assert answer.fallback == reason
    assert answer.text.endswith(quoted.text)
    assert (answer.citations, answer.zones, answer.model) == (quoted.citations, quoted.zones, "")
    assert len(model.asked) == (1 if reason == "no connection" else 2)


@pytest.mark.usefixtures("_two_zones_a_call")
def test_a_call_that_fails_later_leaves_the_rest_by_their_quotes(pipeline: Pipeline) -> None:
    surveying, model = with_model(
        pipeline, judge(say_yes), ["Z3 | yes | processes cop", ModelUnavailableError("it went down")]
    )
    answer = surveying.answer(LIST)
    assert len(model.asked) == 2
    assert answer.text.endswith("\n\nZones that the language model did not judge: 1 (it went down).")
    assert (answer.model, answer.fallback) == ("fake:scripted", "it went down")
    assert [zone.short for zone in answer.zones] == [YUANQU, YUNCHENG]


@pytest.mark.usefixtures("_two_zones_a_call")
def test_a_call_cut_short_does_not_end_the_asking(pipeline: Pipeline) -> None:
    cut = [lambda user: judge(say_yes)(user).splitlines()[0] + "\nZ2 | y", ModelCutShortError("used up")]
    surveying, model = with_model(pipeline, cut, judge(say_yes))
    answer = surveying.answer(LIST)
    assert len(model.asked) == 2
    assert outcomes(answer)[YUANQU] == "written"
    assert outcomes(answer)[YUNCHENG] == "kept_unjudged"
    assert told(answer)["zones_not_judged"] == 1
    assert "Zones that the language model did not judge: 1 (used up)." in answer.text


def test_a_model_that_goes_on_after_its_last_line_is_stopped(pipeline: Pipeline) -> None:
    surveying, model = with_model(
        pipeline, [judge(say_yes), "\n", "And so on. " * 50, ModelCutShortError("used up")]
    )
    answer = surveying.answer(LIST)
    assert (len(answer.zones), answer.fallback, model.closed) == (3, "", 1)


def test_a_call_cut_short_after_its_last_line_has_lost_nothing(pipeline: Pipeline) -> None:
    surveying, _ = with_model(pipeline, [judge(say_yes), "\nThat", ModelCutShortError("used up")])
    answer = surveying.answer(LIST)
    assert (len(answer.zones), answer.fallback) == (3, "")
    assert "used up" not in answer.text


def test_a_sentence_on_the_line_below_is_waited_for(pipeline: Pipeline) -> None:
    said = judge(lambda handle, name, number: f"{handle} | yes |\n{name} processes copper [{number}].")
    answer = with_model(pipeline, said)[0].answer(LIST)
    assert set(outcomes(answer).values()) == {"written"}


def test_one_call_judges_all_zones_where_only_one_may_be_made(pipeline: Pipeline) -> None:
    surveying, model = with_model(pipeline, judge(say_yes), model_calls=1)
    answer = surveying.answer(LIST)
    assert len(model.asked) == 1
    assert told(answer)["zones_not_judged"] == 0
    assert "did not judge" not in answer.text


def test_zones_without_room_are_told(pipeline: Pipeline) -> None:
    surveying, model = with_model(pipeline, judge(say_yes), model_calls=1, model_evidence_tokens=100)
    answer = surveying.answer(LIST)
    assert len(model.asked) == 1
    assert "the calls and tokens of one question do not suffice for them)." in answer.text
    assert answer.fallback == ""


def test_no_time_left_is_said_as_such(pipeline: Pipeline) -> None:
    surveying, model = with_model(pipeline, judge(say_yes), model_total_s=0.0)
    answer = surveying.answer(LIST)
    assert answer.fallback == "the 0 s that a language model may take for one question are over"
    assert model.asked == []


def test_closing_the_stream_closes_the_model(pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rag.pacing.PACE_S", 0.0)
    surveying, model = with_model(pipeline, judge(say_yes))
    events = surveying.stream(LIST)
    steps = 0
    for event in events:
        steps += isinstance(event, StageStarted) and event.stage == "mapping"
        if steps == 3:
            break
    assert (len(model.asked), model.closed) == (1, 0)
    events.close()
    assert model.closed == 1
