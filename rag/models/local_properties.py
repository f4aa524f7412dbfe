"""What a transformers model and its tokenizer say of themselves; imported only when one is loaded."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import torch
from transformers import GenerationConfig, PreTrainedModel, PreTrainedTokenizerBase


def make_config(**values: object) -> GenerationConfig:
    """Make the settings of a generation."""
    make: Any = GenerationConfig  # transformers gives its constructor no types
    config: GenerationConfig = make(**values)
    return config


def read_window(model: PreTrainedModel, tokenizer: PreTrainedTokenizerBase) -> int:
    """Give how many tokens prompt and answer may have together."""
    # A tokenizer that knows no limit says a number of thirty digits.
    window = getattr(model.config.get_text_config(), "max_position_embeddings", None)
    return int(min(window or tokenizer.model_max_length, tokenizer.model_max_length))


def read_ends(model: PreTrainedModel, tokenizer: PreTrainedTokenizerBase) -> list[int]:
    """Give the tokens that end an answer."""
    given = model.generation_config.eos_token_id if model.generation_config is not None else None
    ends = given if isinstance(given, list) else [given]
    return sorted({int(end) for end in (*ends, tokenizer.eos_token_id) if end is not None})


def read_padding(tokenizer: PreTrainedTokenizerBase, ends: list[int]) -> int | None:
    """Give the token that fills up, or one that ends, or none."""
    if tokenizer.pad_token_id is not None:
        return int(tokenizer.pad_token_id)
    return ends[0] if ends else None


def list_layers(model: PreTrainedModel) -> Iterator[torch.nn.Module]:
    """Give the layers that a token goes through, one after the other."""
    for module in model.modules():
        if isinstance(module, torch.nn.ModuleList):
            yield from module
