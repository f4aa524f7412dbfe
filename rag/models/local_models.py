"""Language models in this process: `hf:NAME` or `hf:FOLDER` to a LangChain chat model.

Light to import: torch, transformers and langchain_core are loaded when a model is.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from index.model_folders import (
    ModelFolderError,
    explain_unreadable,
    find_model_folder,
    require_models_extra,
)
from rag.settings import Settings

if TYPE_CHECKING:
    from rag.models.local_chat import LocalChatModel
    from rag.models.local_generation import LocalGenerator

PREFIX = "hf:"
SUGGESTED_MODEL = "Qwen/Qwen3-4B-Instruct-2507"


def load_local_model(name: str, settings: Settings) -> LocalChatModel:
    """Read a causal language model and its tokenizer, on the GPU where there is one.

    Args:
        name: A name of the hub that is in the local cache, or a folder; `hf:` before it is optional.
        settings: Of them `model_tokens`, the most tokens of one answer.

    Raises:
        ModelFolderError: It is not here, has no safetensors, no chat template, or cannot be read; or the
            extra `models` is missing.
    """
    name = name.removeprefix(PREFIX).strip()
    if not name:
        raise ModelFolderError(f"{PREFIX} stands without a model; try {PREFIX}{SUGGESTED_MODEL}")
    require_models_extra(PREFIX + name, also=("langchain_core",))
    from rag.models.local_chat import LocalChatModel

    generator = _load_generator(name, find_model_folder(name))
    return LocalChatModel(model_name=PREFIX + name, max_tokens=settings.model_tokens, generator=generator)


def _load_generator(name: str, folder: Path) -> LocalGenerator:
    import torch
    from safetensors import SafetensorError
    from transformers import AutoModelForCausalLM, AutoTokenizer
    from transformers.utils.logging import disable_progress_bar

    from rag.models.local_generation import LocalGenerator

    disable_progress_bar()  # type: ignore[no-untyped-call]  # it would stand among a terminal's answers
    safe: dict[str, Any] = {"trust_remote_code": False, "local_files_only": True}
    try:
        tokenizer = AutoTokenizer.from_pretrained(folder, **safe)
        model = AutoModelForCausalLM.from_pretrained(folder, use_safetensors=True, dtype="auto", **safe)
    except (OSError, ValueError, KeyError, ImportError, RuntimeError, SafetensorError) as error:
        raise explain_unreadable(name, "a language model", error) from error
    if tokenizer.chat_template is None:
        raise ModelFolderError(
            f"{name!r} has no chat template, so it cannot be asked questions; choose a model whose name says"
            f" Instruct or Chat, such as {SUGGESTED_MODEL}"
        )
    move: Any = model.to  # has lost its types
    move("cuda" if torch.cuda.is_available() else "cpu")
    return LocalGenerator(name=PREFIX + name, model=model, tokenizer=tokenizer)
