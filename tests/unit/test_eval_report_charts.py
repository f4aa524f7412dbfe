"""The charts of a report: marks stand where their values say."""

import re

import pytest

from eval.reports.charting_curves import chart_times, compute_recall_curve, round_up
from eval.reports.charting_figures import SHARES, Whisker, chart_whiskers
from eval.reports.drawing_svg import WIDTH, Scale


def test_a_scale_is_straight_and_holds_at_its_ends() -> None:
    scale = Scale(0.0, 2.0, start=10.0, end=110.0)
    assert [scale.place(value) for value in (0.0, 0.5, 2.0, 3.0, -1.0)] == [10.0, 35.0, 110.0, 110.0, 10.0]


def test_whisker_dot_and_baseline_stand_where_the_figures_are() -> None:
    drawn = chart_whiskers("t", [Whisker("list_f1", 0.5, 0.25, 0.75, 101, floor=1.0)])
    span = WIDTH - 20  # between the margins of 10
    whisker = re.search(r'<line class="whisker" x1="([\d.]+)" y1="28" x2="([\d.]+)" y2="28"/>', drawn)
    dot = re.search(r'<circle class="dot" cx="([\d.]+)"', drawn)
    diamond = re.search(r'<path class="floor" d="M([\d.]+) ', drawn)
    assert whisker is not None
    assert dot is not None
    assert diamond is not None
    assert [float(place) for place in whisker.groups()] == [10 + span * 0.25, 10 + span * 0.75]
    assert float(dot[1]) == 10 + span * 0.5
    assert float(diamond[1]) == 10 + span


def test_a_chart_is_told_to_those_who_hear_the_page() -> None:
    drawn = chart_whiskers("All figures", [Whisker('a"<b>', 0.5, 0.25, 0.75, 9, floor=0.4)])
    assert 'role="img"' in drawn
    assert "All figures. a&#34;&lt;b&gt;: 0.500, 95 % interval 0.250 to 0.750, n 9, baseline 0.400" in drawn
    assert "<b>" not in drawn


def test_rows_without_a_baseline_have_no_diamond() -> None:
    assert "floor" not in chart_whiskers("t", [Whisker("x", 0.5, 0.25, 0.75, 9)])
    assert SHARES.place(0.5) == WIDTH / 2


def test_recall_grows_with_k_each_question_weighing_the_same() -> None:
    # At 1: 1/2 of the first, nothing of the second. At 2: the same and all of the second. At 3: all.
    assert compute_recall_curve([(1, 3), (2,)], 3) == [0.25, 0.75, 1.0]
    assert compute_recall_curve([(None, 1)], 1) == [0.5]


def test_a_recall_curve_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one question"):
        compute_recall_curve([], 3)


def test_times_are_told_by_their_quantiles() -> None:
    drawn = chart_times("Time", [0.010, 0.020, 0.030, 0.040, 0.050])
    assert "half within 30 ms" in drawn
    assert "95 % within 48 ms" in drawn  # between 40 and 50, four fifths of the way
    left, right = 34.0, WIDTH - 12.0
    assert f'<line class="mark" x1="{left + (right - left) * 30 / 50}"' in drawn


@pytest.mark.parametrize(("value", "end"), [(0, 1), (0.7, 1), (41, 50), (100, 100), (501, 1000), (1.2, 2)])
def test_axes_end_at_round_numbers(value: float, end: float) -> None:
    assert round_up(value) == end
