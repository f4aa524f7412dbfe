import pytest

from eval.bounds import Bound, UnknownFigureError, list_breaches, parse_bound
from eval.intervals import Figure
from eval.summarising import Summary


def make_summary(suite: str = "s") -> Summary:
    return Summary(
        suite,
        groups={
            "all": {
                "list_f1": Figure(0.8, 2, 0.0, 1.0),
                "wrong_refusals": Figure(0.5, 2, 0.0, 1.0),
                "latency_p95_ms": Figure(120.0, 2, 0.0, 200.0),
            },
            "lang zh": {"list_f1": Figure(0.6, 1, 0.0, 1.0)},
        },
        failing={"list_f1": ("a", "b"), "wrong_refusals": ("b",)},
        reasons={"a": "why a", "b": "why b"},
        members={"all": ("a", "b"), "lang zh": ("b",)},
    )


@pytest.mark.parametrize(
    ("text", "target", "value"),
    [
        pytest.param("list_f1=0.85", "list_f1", 0.85, id="figure"),
        pytest.param("s:test:lang zh/list_f1=1", "s:test:lang zh/list_f1", 1.0, id="suite and group"),
    ],
)
def test_a_bound_is_read(text: str, target: str, value: float) -> None:
    assert parse_bound(text) == Bound(target, value)


@pytest.mark.parametrize("text", ["list_f1", "=0.8", "list_f1=high", "list_f1=nan", "list_f1="])
def test_what_is_no_bound_is_told(text: str) -> None:
    with pytest.raises(ValueError, match="NAME=VALUE such as"):
        parse_bound(text)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("list_f1=85", "the figure is a share, from 0 to 1; for 85 % give list_f1=0.85"),
        ("s:lang zh/wrong_refusals=5", "for 5 % give s:lang zh/wrong_refusals=0.05"),
        ("list_f1=-0.1", "a share, from 0 to 1$"),
        ("list_f1=1000", "a share, from 0 to 1$"),
        ("s:latency_p95_ms=0", "a time is above 0 ms"),
    ],
)
def test_what_no_figure_can_be_is_told(text: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        parse_bound(text)


def test_a_time_is_no_share() -> None:
    assert parse_bound("s:lang zh/latency_p95_ms=130").value == 130.0


@pytest.mark.parametrize(
    ("target", "near"), [("list_F1", "list_f1"), ("s:lang zh/list_f2", "s:lang zh/list_f1")]
)
def test_the_nearest_name_of_an_unknown_figure_is_told(target: str, near: str) -> None:
    with pytest.raises(UnknownFigureError, match=f"did you mean '{near}'\\?"):
        list_breaches([make_summary()], [Bound(target, 0.5)])


def test_a_name_that_is_like_none_has_no_nearest() -> None:
    with pytest.raises(UnknownFigureError, match="called 'xyz'; figures:"):
        list_breaches([make_summary()], [Bound("xyz", 0.5)])


def test_a_figure_as_high_as_asked_passes() -> None:
    assert list_breaches([make_summary()], [Bound("list_f1", 0.8), Bound("s:lang zh/list_f1", 0.6)]) == []


def test_a_figure_that_is_too_low_names_its_questions() -> None:
    (line,) = list_breaches([make_summary()], [Bound("list_f1", 0.85)])
    assert line == "s: list_f1 is 0.8000 (n 2), wanted at least 0.85; failing:\n    a: why a\n    b: why b"


def test_of_a_group_its_own_questions_are_named() -> None:
    (line,) = list_breaches([make_summary()], [Bound("lang zh/list_f1", 0.7)])
    assert line == "s: lang zh/list_f1 is 0.6000 (n 1), wanted at least 0.7; failing:\n    b: why b"


def test_where_lower_is_better_the_bound_is_the_most() -> None:
    assert list_breaches([make_summary()], [Bound("wrong_refusals", 0.5), Bound("latency_p95_ms", 130)]) == []
    refusals, latency = list_breaches(
        [make_summary()], [Bound("wrong_refusals", 0.4), Bound("latency_p95_ms", 100)]
    )
    assert "wrong_refusals is 0.5000 (n 2, lower is better), wanted at most 0.4" in refusals
    assert "latency_p95_ms is 120.0000 (n 2, lower is better), wanted at most 100" in latency


def test_a_bound_without_a_suite_is_for_each_that_has_the_figure() -> None:
    summaries = [make_summary("s"), make_summary("t")]
    assert len(list_breaches(summaries, [Bound("list_f1", 0.9)])) == 2
    assert len(list_breaches(summaries, [Bound("t:list_f1", 0.9)])) == 1


@pytest.mark.parametrize("target", ["list_f2", "u:list_f1", "lang fr/list_f1", "lang zh/wrong_refusals"])
def test_an_unknown_figure_lists_the_known(target: str) -> None:
    with pytest.raises(UnknownFigureError) as caught:
        list_breaches([make_summary()], [Bound(target, 0.5)])
    assert repr(target) in str(caught.value)
    assert "figures: latency_p95_ms, list_f1, wrong_refusals" in str(caught.value)
    assert "(GROUP/FIGURE): lang zh" in str(caught.value)
