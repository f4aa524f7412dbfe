"""The settings of training the rows."""

from __future__ import annotations

from dataclasses import dataclass

from training.settings import check_setting

_LEAST_TEMPERATURE = 0.025


@dataclass(frozen=True, slots=True)
class CompositionSettings:
    """How a piece shares its row with others that are made of the same.

    Attributes:
        share: What the mean of the rows of a piece's parts counts, against 1 for its own row; 0 for none.
    """

    share: float

    def __post_init__(self) -> None:
        check_setting(self.share >= 0, "composition.share is to be 0 or more")


@dataclass(frozen=True, slots=True)
class LateSettings:
    """The second loss: pieces of a question against pieces of passages, as late interaction scores them.

    Attributes:
        weight: What it counts, against 1 for the loss of whole texts; 0 for none.
        late_from: The share of the steps after which it is added; it doubles the time of a step.
        pairs: So many of the batch's pairs take part.
        kinds: Pairs of these kinds take part.
        temperature: Scores are divided by it before the softmax.
        norm_share: A piece of the question weighs so many times its norm over the mean norm.
        most_norm_share: It weighs no more than this.
        longest_pieces: Passages are cut after so many pieces.
    """

    weight: float
    late_from: float
    pairs: int
    kinds: tuple[str, ...]
    temperature: float
    norm_share: float
    most_norm_share: float
    longest_pieces: int

    def __post_init__(self) -> None:
        check_setting(self.weight >= 0, "train.late.weight is to be 0 or more")
        check_setting(0 <= self.late_from <= 1, "train.late.late_from is to be from 0 to 1")
        check_setting(self.pairs >= 2, "train.late.pairs is to be 2 or more: the others are the negatives")
        check_setting(self.temperature > 0, "train.late.temperature is to be more than 0")
        check_setting(self.longest_pieces >= 1, "train.late.longest_pieces is to be 1 or more")


@dataclass(frozen=True, slots=True)
class TrainSettings:
    """How the rows are learnt.

    Attributes:
        dimensions: Of a row.
        epochs: How often the pairs are gone through, each as often as its weight says.
        batch_size: Pairs of a batch; the other pairs of the batch are the negatives.
        learning_rate: Adam's, at its highest.
        warmup_steps: Steps in which the rate climbs; after them it falls evenly to zero.
        temperature: Cosines are divided by it before the softmax.
        initial_scale: Standard deviation of the rows at the start.
        translated_start: A Chinese row starts as so much of its English translations, by the alignment, and
            the rest of itself; 0 for none.
        matryoshka: Smaller dimensions that are trained as well; empty for none.
        matryoshka_weight: What each of them counts, against 1 for all dimensions.
        drop_pieces: The share of a text's pieces that is left out in each step.
        longest_pieces: Longer texts are cut after so many pieces.
        unseen_norm: Norm of the rows that were never looked up, against the median of the others.
        threads: Of torch; 0 for its own choice. Other threads round otherwise in the last digit.
        checkpoint_every_steps: How often the run can be resumed from.
        late: The loss of late interaction.
    """

    dimensions: int
    epochs: int
    batch_size: int
    learning_rate: float
    warmup_steps: int
    temperature: float
    initial_scale: float
    translated_start: float
    matryoshka: tuple[int, ...]
    matryoshka_weight: float
    drop_pieces: float
    longest_pieces: int
    unseen_norm: float
    threads: int
    checkpoint_every_steps: int
    late: LateSettings

    def __post_init__(self) -> None:
        for name in ("dimensions", "epochs", "longest_pieces", "checkpoint_every_steps"):
            check_setting(getattr(self, name) >= 1, f"train.{name} is to be 1 or more")
        check_setting(
            self.batch_size >= 2, "train.batch_size is to be 2 or more: the others are the negatives"
        )
        # The exponentials of the loss are taken of 2 / temperature at most, and must not vanish.
        check_setting(
            self.temperature >= _LEAST_TEMPERATURE, f"train.temperature is to be {_LEAST_TEMPERATURE} or more"
        )
        check_setting(0 <= self.drop_pieces < 1, "train.drop_pieces is to be from 0 to under 1")
        check_setting(0 <= self.translated_start <= 1, "train.translated_start is to be from 0 to 1")
        check_setting(self.warmup_steps >= 0, "train.warmup_steps is to be 0 or more")
        wrong = [size for size in self.matryoshka if not 0 < size < self.dimensions]
        check_setting(not wrong, f"train.matryoshka has {wrong}; each is to be under train.dimensions")
