"""The seam of language models: a failure is told in the reader's language."""

import pytest

from prompts.loading import load_wording
from rag.models.generating import ModelCutShortError, ModelUnavailableError


def test_a_failure_is_told_in_both_languages() -> None:
    error = ModelUnavailableError.of("late", model="ollama:qwen", seconds="2.5")
    assert str(error) == "ollama:qwen did not begin to answer within 2.5 s"
    assert error.tell("en") == str(error)
    assert error.tell("zh") == "ollama:qwen在2.5秒内没有开始作答"
    assert error.key == "late"


def test_a_failure_of_another_s_model_is_told_in_its_own_words() -> None:
    assert ModelUnavailableError("no paper left").tell("zh") == "no paper left"


def test_an_answer_that_is_cut_short_can_be_told_apart() -> None:
    error = ModelCutShortError.of("tokens", model="m", count=8)
    assert isinstance(error, ModelCutShortError)
    assert error.tell("zh") == "m在回答完整之前用完了8个词元"


@pytest.mark.parametrize("language", ["en", "zh"])
def test_no_text_ends_in_a_full_stop_since_it_stands_in_a_sentence(language: str) -> None:
    assert [text for text in load_wording(language, "model").values() if text[-1] in ".。"] == []
