"""Settings: which value wins, what is refused, and what the refusal says."""

from dataclasses import fields
from pathlib import Path

import pytest

from rag.settings import (
    DEFAULT_INDEX,
    PREFIX,
    SettingError,
    Settings,
    find_ignored_variables,
    load_settings,
    trace_settings,
)


def test_the_defaults() -> None:
    assert load_settings(environment={}) == Settings()
    assert Settings().index_dir == DEFAULT_INDEX


def test_the_command_line_goes_before_the_environment_and_that_before_the_default() -> None:
    environment = {"ZONEWISE_HITS": "7", "ZONEWISE_QUOTES": "2"}
    settings = load_settings({"hits": 5}, environment=environment)
    assert (settings.hits, settings.quotes, settings.candidates) == (5, 2, Settings().candidates)


def test_what_is_not_given_on_the_command_line_overrides_nothing() -> None:
    settings = load_settings({"index_dir": None, "hits": None}, environment={"ZONEWISE_HITS": "7"})
    assert (settings.index_dir, settings.hits) == (DEFAULT_INDEX, 7)


def test_an_empty_variable_is_not_set() -> None:
    assert load_settings(environment={"ZONEWISE_HITS": ""}) == Settings()


def test_the_process_s_own_environment_is_read_without_another(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZONEWISE_LATE_WEIGHT", "2.5")
    assert load_settings().late_weight == 2.5


def test_a_folder_may_stand_in_the_home() -> None:
    settings = load_settings(environment={"ZONEWISE_INDEX_DIR": "~/pages"})
    assert settings.index_dir == Path.home() / "pages"


@pytest.mark.parametrize("path", ["dense_weight", "keyword_weight"])
def test_one_path_of_the_search_may_be_switched_off(path: str) -> None:
    assert getattr(load_settings({path: 0}, environment={}), path) == 0


def test_both_paths_cannot_be_switched_off() -> None:
    with pytest.raises(SettingError, match="dense_weight and keyword_weight are both 0"):
        load_settings({"dense_weight": "0"}, environment={"ZONEWISE_KEYWORD_WEIGHT": "0"})


@pytest.mark.parametrize(
    ("variable", "value", "message"),
    [
        ("HITS", "many", "hits is 'many'; it takes a whole number"),
        ("HITS", "2.5", "hits is '2.5'; it takes a whole number"),
        ("HITS", "0", "hits is '0'; it takes a number from 1 to 100"),
        ("HITS", "101", "hits is '101'; it takes a number from 1 to 100"),
        ("LATE_WEIGHT", "heavy", "late_weight is 'heavy'; it takes a number"),
        ("LATE_WEIGHT", "-0.1", "late_weight is '-0.1'; it takes a number from 0 to 10"),
        ("QUOTE_THRESHOLD", "nan", "quote_threshold is 'nan'; it takes a number from 0 to 1"),
        ("LIST_THRESHOLD", "inf", "list_threshold is 'inf'; it takes a number from 0 to 1"),
    ],
)
def test_a_value_that_cannot_be_used(variable: str, value: str, message: str) -> None:
    with pytest.raises(SettingError) as raised:
        load_settings(environment={PREFIX + variable: value})
    assert str(raised.value) == message


@pytest.mark.parametrize(
    ("name", "value"), [("hits", 1), ("hits", 100), ("late_weight", 0), ("late_weight", 10)]
)
def test_the_ends_of_a_range_are_within_it(name: str, value: int) -> None:
    assert getattr(load_settings({name: value}, environment={}), name) == value


def test_an_unknown_name_is_answered_with_the_names_that_there_are() -> None:
    with pytest.raises(SettingError) as raised:
        load_settings({"hitz": 3}, environment={})
    message = str(raised.value)
    assert message.startswith("there is no setting 'hitz'; there are: ")
    assert message.removeprefix("there is no setting 'hitz'; there are: ").split(", ") == sorted(
        item.name for item in fields(Settings)
    )


def test_every_setting_says_what_it_means_and_where_it_came_from() -> None:
    traced = trace_settings({"hits": 5}, environment={"ZONEWISE_QUOTES": "2"})
    assert [item.name for item in traced] == [item.name for item in fields(Settings)]
    origins = {item.name: item.origin for item in traced}
    assert origins.pop("hits") == "command line"
    assert origins.pop("quotes") == "environment (ZONEWISE_QUOTES)"
    assert set(origins.values()) == {"default"}
    assert all(item.meaning for item in traced)


def test_every_default_is_within_its_range() -> None:
    traced = {item.name: item.value for item in trace_settings(environment={})}
    as_text = {PREFIX + name.upper(): str(value) for name, value in traced.items()}
    assert load_settings(environment=as_text) == Settings()


@pytest.mark.parametrize(
    ("variable", "nearest"),
    [
        ("MODLE", "MODEL"),
        ("MODEL_NAME", "MODEL_KEY"),
        ("MODELURL", "MODEL_URL"),
        ("INDEX", "INDEX_DIR"),
        ("RERANK", "RERANKER"),
        ("Hits", "HITS"),
    ],
)
def test_a_misspelt_variable_is_refused_with_the_nearest_setting(variable: str, nearest: str) -> None:
    with pytest.raises(SettingError) as raised:
        load_settings(environment={PREFIX + variable: "1"})
    assert str(raised.value).startswith(
        f"{PREFIX}{variable} sets nothing; the nearest setting is {PREFIX}{nearest} "
    )


def test_variables_of_others_are_told_and_stop_nothing() -> None:
    environment = {
        "ZONEWISE_SERVICE_HOST": "10.0.0.1",
        "ZONEWISE_HITS": "7",
        "ZONEWISE_PORT": "",
        "HITZ": "1",
    }
    assert load_settings(environment=environment).hits == 7
    assert find_ignored_variables(environment) == ["ZONEWISE_SERVICE_HOST"]


def test_no_password_of_an_address_is_shown() -> None:
    url = "https://user:pa@ss@models.example/v1"
    origins = {item.name: item.shown for item in trace_settings({"model_url": url}, environment={})}
    assert origins["model_url"] == "https://(not shown)@models.example/v1"
    settings = load_settings({"model_url": url}, environment={})
    assert settings.model_url == url
    assert "pa@ss" not in repr(settings)
