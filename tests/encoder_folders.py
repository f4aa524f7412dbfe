"""A static encoder of seven pieces, made on the spot: its tokenizer, its rows and its light folder."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
from tokenizers import Regex, Tokenizer
from tokenizers.models import Unigram
from tokenizers.pre_tokenizers import Metaspace, Sequence, Split

from index.embedding import Vectors

PIECES = (
    ("[UNK]", 0.0),
    ("▁", -2.0),
    ("。", -3.0),
    ("铜", -4.0),
    ("加工", -4.0),
    ("▁copper", -5.0),
    ("▁zone", -5.0),
)


def make_tokenizer() -> Tokenizer:
    """Make a tokenizer of the make-up of the bundled one: hanzi apart, Latin words behind a mark."""
    tokenizer = Tokenizer(Unigram(list(PIECES), unk_id=0))
    tokenizer.pre_tokenizer = Sequence([Split(Regex("[\u3400-\u9fff]+"), "isolated"), Metaspace()])
    return tokenizer


def make_rows(*, dimensions: int = 8, seed: int = 1) -> Vectors:
    """Give a row of numbers by chance for each piece."""
    rows: Vectors = np.random.default_rng(seed).normal(size=(len(PIECES), dimensions)).astype(np.float32)
    return rows


def save_light_by_hand(folder: Path) -> Path:
    """Write a light folder without the exporter: rows of two whole steps, and a scale for each."""
    from safetensors.numpy import save_file

    folder.mkdir(exist_ok=True)
    count = len(PIECES)
    rows = np.arange(count * 2, dtype=np.int8).reshape(count, 2)
    scales = np.linspace(0, 3, count, dtype=np.float32)
    save_file({"rows": rows, "scales": scales}, folder / "model.safetensors")
    config = {"format": "zonewise-static-int8", "version": 1, "rows": count, "dimensions": 2}
    (folder / "config.json").write_text(json.dumps(config), "utf-8")
    make_tokenizer().save(str(folder / "tokenizer.json"))
    return folder
