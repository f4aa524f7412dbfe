import pytest

from eval.changed_settings import list_other_settings, list_telling_settings, show_settings


def test_settings_of_the_command_line_and_the_environment_count_but_not_places_and_keys(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("ZONEWISE_QUOTES", "4")
    monkeypatch.setenv("ZONEWISE_MODEL_KEY", "sk-secret")
    monkeypatch.setenv("ZONEWISE_DATA", "/somewhere")
    changed = list_telling_settings({"index_dir": "/home/me/my-index", "quote_threshold": "0.3"})
    assert changed == (("quotes", 4), ("quote_threshold", 0.3))
    assert show_settings(changed) == "quotes=4, quote_threshold=0.3"
    assert show_settings(()) == "all as they ship"


def test_where_the_baseline_is_of_other_settings_both_are_told() -> None:
    known = {"s": (), "t": (("quotes", 4),), "u": ()}
    assert list_other_settings(known, ()) == [
        "settings are not those of the baseline: here all as they ship; there quotes=4 (t)"
    ]
    assert list_other_settings(known, (("quotes", 4),)) == [
        "settings are not those of the baseline: here quotes=4; there all as they ship (s, u)"
    ]
