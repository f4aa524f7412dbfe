from collections.abc import Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from eval.benchmarks.adapting import SentencePair
from eval.benchmarks.bitext import match_translations
from index.embedding import StaticEncoder


class PlacedEncoder:
    """Gives each text the direction of the angle written in it; what is asked is turned by ten degrees."""

    name, digest, dimensions = "placed", "0", 2

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return self._place(texts, turn=10)

    def encode_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return self._place(texts, turn=0)

    @staticmethod
    def _place(texts: Sequence[str], *, turn: int) -> NDArray[np.float32]:
        angles = np.radians([float(text.split()[-1]) + turn for text in texts])
        return np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32)


def test_each_direction_is_asked_by_queries_and_answered_by_passages() -> None:
    pairs = [SentencePair("e 0", "z 0"), SentencePair("e 40", "z 12"), SentencePair("e 90", "z 90")]
    # English asked at 10, 50, 100 degrees against 0, 12, 90; Chinese asked at 10, 22, 100 against 0, 40, 90.
    assert match_translations(pairs, PlacedEncoder()) == {
        "en → zh": [0.0, 1.0, 1.0],
        "zh → en": [1.0, 1.0, 1.0],
    }


def test_a_sentence_that_stands_twice_is_found_either_way() -> None:
    pairs = [SentencePair("a 0", "z 0"), SentencePair("b 0", "z 0"), SentencePair("c 90", "y 90")]
    assert match_translations(pairs, PlacedEncoder())["en → zh"] == [1.0, 1.0, 1.0]


def test_the_bundled_encoder_finds_translations_and_no_others(encoder: StaticEncoder) -> None:
    right = [
        SentencePair("The new copper mine opened in May.", "新铜矿五月投产。"),
        SentencePair("Students learn English at school.", "学生在学校学习英语。"),
        SentencePair("Heavy rain flooded the village.", "大雨淹没了村庄。"),
    ]
    assert match_translations(right, encoder) == {"en → zh": [1.0] * 3, "zh → en": [1.0] * 3}
    turned = [
        SentencePair(pair.en, other.zh) for pair, other in zip(right, [*right[1:], right[0]], strict=True)
    ]
    assert match_translations(turned, encoder) == {"en → zh": [0.0] * 3, "zh → en": [0.0] * 3}


def test_no_vector_is_no_translation() -> None:
    class Silent(PlacedEncoder):
        def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
            return np.zeros((len(texts), 2), dtype=np.float32)

    pairs = [SentencePair(f"e {angle}", f"z {angle}") for angle in (0, 30, 60, 90)]
    found = match_translations(pairs, Silent())
    assert sum(found["en → zh"]) == pytest.approx(0, abs=1)
