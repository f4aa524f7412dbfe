"""The wording files of both languages agree, and a wrong name is answered with the right ones."""

from pathlib import Path
from string import Formatter

import pytest

from prompts.loading import WordingNotFoundError, list_wordings, load_wording

SUBJECTS = sorted({name.split("/")[1] for name in list_wordings()})


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("subject", SUBJECTS)
def test_both_languages_have_the_same_keys_and_placeholders(subject: str) -> None:
    english, chinese = load_wording("en", subject), load_wording("zh", subject)
    assert english.keys() == chinese.keys()
    assert {key: placeholders(text) for key, text in english.items()} == {
        key: placeholders(text) for key, text in chinese.items()
    }


ROOT = Path(__file__).parents[2]
PROGRAM = "".join(
    path.read_text("utf-8") for folder in ("rag", "app", "eval") for path in (ROOT / folder).rglob("*.py")
)
BY_PREFIX = ("stage_", "trace_", "field_", "notice_", "narrow_wrong_", "example_", "problem_", "verdict_")


@pytest.mark.parametrize("subject", SUBJECTS)
def test_every_wording_is_used(subject: str) -> None:
    keys = [key for key in load_wording("en", subject) if not key.startswith(BY_PREFIX)]
    assert [key for key in keys if f'"{key}"' not in PROGRAM and f"'{key}'" not in PROGRAM] == []


def test_a_wrong_name_lists_what_exists() -> None:
    with pytest.raises(WordingNotFoundError, match="en/answer"):
        load_wording("en", "nothing")
