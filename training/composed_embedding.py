"""sentence-transformers' module of static rows, over composed ones. Import it late: it loads torch."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from sentence_transformers.sentence_transformer.modules import StaticEmbedding
from tokenizers import Tokenizer
from torch import nn

from index.embedding import Vectors
from training.composing import Composition, Expansion


class ComposedEmbedding(StaticEmbedding):
    """Gives a text the sum of the rows of its pieces and of their parts.

    The sum has the direction of the mean, and the loss takes cosines. Its state, and so a checkpoint, holds
    all rows of the table.
    """

    def __init__(self, tokenizer: Tokenizer, composition: Composition, rows: Vectors) -> None:
        table = torch.from_numpy(rows)
        super().__init__(tokenizer, embedding_weights=table)
        self.embedding = nn.EmbeddingBag.from_pretrained(table, freeze=False, mode="sum")
        self.composition = composition

    def preprocess(  # type: ignore[override]
        self,
        inputs: list[str],
        prompt: str | None = None,
        **rest: Any,  # noqa: ANN401
    ) -> dict[str, torch.Tensor]:
        """Cut texts, and give their rows as `forward` takes them."""
        cut = super().preprocess(inputs, prompt, **rest)
        return make_features(self.composition.expand(cut["input_ids"].numpy(), cut["offsets"].numpy()))

    def forward(self, features: dict[str, torch.Tensor], **rest: Any) -> dict[str, torch.Tensor]:  # noqa: ANN401
        """Sum the rows of each text, `(texts, dimensions)`."""
        del rest
        features["sentence_embedding"] = self.embedding(
            features["input_ids"], features["offsets"], features["row_weights"]
        )
        return features


def make_features(expansion: Expansion) -> dict[str, torch.Tensor]:
    """Give texts as `ComposedEmbedding.forward` takes them."""
    return {
        "input_ids": torch.from_numpy(np.ascontiguousarray(expansion.rows)),
        "offsets": torch.from_numpy(np.ascontiguousarray(expansion.offsets)),
        "row_weights": torch.from_numpy(np.ascontiguousarray(expansion.weights)),
    }
