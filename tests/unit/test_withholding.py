"""What a model thinks is left out, wherever its text is cut in pieces."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.models.withholding import StrayThoughtError, ThoughtFilter


def show(*pieces: str) -> str:
    thoughts = ThoughtFilter()
    return "".join(thoughts.feed(piece) for piece in pieces) + thoughts.close()


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("An answer [1].", "An answer [1]."),
        ("<think>Hm.</think>\n\nAn answer [1].", "An answer [1]."),
        ("<THINKING>Hm.</Thinking>An answer.", "An answer."),
        ("One. <think>Hm.</think> Two.", "One. Two."),
        ("<think>a < b</think>a <b and b> c <", "a <b and b> c <"),
        ("<think></think>\n\n", ""),
        ("One.<think>It never ends", "One."),
        ("x <thin", "x <thin"),
        ("<think>a</think><think>b</think>c", "c"),
        ("<thinker>", "<thinker>"),
    ],
)
def test_the_text_without_thoughts_whole_and_letter_by_letter(text: str, shown: str) -> None:
    assert show(text) == shown
    assert show(*text) == shown


def test_a_thought_that_never_began_is_an_error() -> None:
    thoughts = ThoughtFilter()
    assert thoughts.feed("I should say 5.") == "I should say 5."
    with pytest.raises(StrayThoughtError):
        thoughts.feed("</think>5 [1].")


def test_nothing_but_a_beginning_mark_is_held_back() -> None:
    thoughts = ThoughtFilter()
    assert thoughts.feed("It is < 5 <th") == "It is < 5 "
    assert thoughts.feed("e zone>") == "<the zone>"


PARTS = st.lists(
    st.sampled_from(["<think>", "</think>", "<thi", "nk>", "<", ">", "/", " ", "word ", "字"]), max_size=12
)


@given(PARTS, st.data())
def test_the_cuts_between_the_pieces_change_nothing(parts: list[str], data: st.DataObject) -> None:
    text = "".join(parts)
    try:
        whole = show(text)
    except StrayThoughtError:
        with pytest.raises(StrayThoughtError):
            show(*text)
        return
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=6)))
    pieces = [text[start:end] for start, end in zip([0, *cuts], [*cuts, len(text)], strict=True)]
    assert show(*pieces) == whole
