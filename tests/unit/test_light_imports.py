"""Answering with the embedded defaults loads no heavy library: `python -m rag --help` stays instant."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

HEAVY = ("torch", "transformers", "sentence_transformers", "gradio", "faiss", "langchain_core", "langchain")


@pytest.mark.parametrize(
    "module",
    ["rag.pipeline", "rag.assembling", "rag.texts.checking_command", "index.store", "app.conversation"],
)
def test_importing_loads_nothing_heavy(module: str) -> None:
    code = f"import json, sys, {module}; print(json.dumps(sorted(sys.modules)))"
    run = subprocess.run([sys.executable, "-c", code], text=True, capture_output=True, check=True)
    loaded = set(json.loads(run.stdout))
    assert sorted(loaded & set(HEAVY)) == []
