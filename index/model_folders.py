"""Models of other makers on this machine: their folder, whether it is safe to read, and what tells it apart.

A model is named as on the Hugging Face hub, or by its folder. Nothing is fetched: a name must be in the local
cache already, so that no question and no page ever makes this program reach out. Weights are read as
safetensors only, and a model's own code is never run.
"""

from __future__ import annotations

import hashlib
import json
import struct
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from index.errors import StoreError

INSTALL_LINE = ".venv/bin/pip install -c constraints.txt -e '.[models]'"
_PACKAGES = ("torch", "transformers", "sentence_transformers")
_DESCRIBING = {".json", ".txt", ".model"}
_WHOLE_BYTES = 256 * 2**20
_SAMPLE_BYTES = 4096


class ModelFolderError(StoreError):
    """A model cannot be used: it is not here, is not safe to read, or is not what was asked for."""


def require_models_extra(name: str, *, also: tuple[str, ...] = ()) -> None:
    """See that the packages are there that run a model.

    Args:
        name: The model that was asked for.
        also: Further packages that it needs.

    Raises:
        ModelFolderError: One is missing; the message has the line that installs them.
    """
    missing = [package for package in (*_PACKAGES, *also) if find_spec(package) is None]
    if missing:
        raise ModelFolderError(
            f"{name!r} needs {', '.join(missing)}, which the extra `models` installs: {INSTALL_LINE}"
        )


def find_model_folder(name: str) -> Path:
    """Give the folder of a model: the one that is named, or the local cache's for a name of the hub.

    Raises:
        ModelFolderError: There is none, or its weights are no safetensors.
    """
    folder = Path(name).expanduser()
    if not folder.is_dir():
        folder = _find_in_cache(name)
    _require_safetensors(folder, name)
    return folder


def explain_unreadable(name: str, kind: str, error: Exception) -> ModelFolderError:
    """Make the error of a model that its library refused to read."""
    if "trust_remote_code" in str(error):
        return ModelFolderError(
            f"{name!r} comes with program code of its own, which is never run here; choose another model"
        )
    first_line = str(error).strip().partition("\n")[0]
    return ModelFolderError(f"{name!r} cannot be read as {kind} ({type(error).__name__}: {first_line})")


def digest_model(folder: Path) -> str:
    """Give 16 hex digits that change when the model's answers would.

    Every file that describes the model or its tokenizer counts whole, and so do weights up to 256 MiB a
    file. Of larger ones, each tensor counts by its first, middle and last 4 KiB: training changes numbers all
    over a tensor, and reading gigabytes at every start would not be cheap.
    """
    digest = hashlib.sha256()
    for path in sorted(_list_model_files(folder)):
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0")
        for part in _read_telling_parts(path):
            digest.update(part)
        digest.update(b"\0")
    return digest.hexdigest()[:16]


def _find_in_cache(name: str) -> Path:
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HFValidationError, LocalEntryNotFoundError

    if name.startswith((".", "/", "~", "\\")) or name.count("/") != 1:
        raise ModelFolderError(
            f"there is no folder {name!r}; name a model's folder, or a model of the hub as OWNER/NAME"
        )
    try:
        return Path(snapshot_download(name, local_files_only=True))
    except (HFValidationError, LocalEntryNotFoundError) as error:
        raise ModelFolderError(
            f"the model {name!r} is not on this machine, and nothing is fetched by itself; fetch it once with"
            f" `.venv/bin/hf download {name}`, or name a folder that holds it"
        ) from error


def _require_safetensors(folder: Path, name: str) -> None:
    if not (folder / "config.json").is_file() and not (folder / "modules.json").is_file():
        raise ModelFolderError(
            f"{name!r} is no model: {folder} has neither config.json nor modules.json; if it was fetched only"
            " in part, fetch it again"
        )
    for part in (folder, *_list_module_folders(folder)):
        pickles = sorted(
            path.name for path in part.iterdir() if path.suffix in {".bin", ".pt", ".pth", ".pkl"}
        )
        if pickles and not any(part.glob("*.safetensors")):
            raise ModelFolderError(
                f"the weights of {name!r} are a pickle ({pickles[0]}), which can run code when it is read;"
                " only safetensors are read: take a version of the model that has model.safetensors"
            )
    if not any(folder.glob("**/*.safetensors")):
        raise ModelFolderError(
            f"{name!r} has no weights: {folder} holds no .safetensors file; if it was fetched only in part,"
            " fetch it again"
        )


def _list_module_folders(folder: Path) -> list[Path]:
    """List the folders that sentence-transformers reads besides the model's own."""
    modules = folder / "modules.json"
    if not modules.is_file():
        return []
    try:
        paths = [str(module["path"]) for module in json.loads(modules.read_text("utf-8"))]
    except (ValueError, KeyError, TypeError) as error:
        raise ModelFolderError(f"{modules} cannot be read ({error!r}); fetch the model again") from error
    return [folder / path for path in paths if path and (folder / path).is_dir()]


def _list_model_files(folder: Path) -> Iterator[Path]:
    for part in (folder, *_list_module_folders(folder)):
        for path in part.iterdir():
            if path.is_file() and path.suffix in {".safetensors", *_DESCRIBING}:
                yield path


def _read_telling_parts(path: Path) -> Iterator[bytes]:
    size = path.stat().st_size
    if size <= _WHOLE_BYTES or path.suffix != ".safetensors":
        yield path.read_bytes()
        return
    # The format: 8 bytes of length, that much JSON with each tensor's place, then the tensors.
    with path.open("rb") as file:
        (length,) = struct.unpack("<Q", file.read(8))
        header = file.read(length)
        yield header
        tensors = json.loads(header)
        tensors.pop("__metadata__", None)
        for tensor in tensors.values():
            start, end = tensor["data_offsets"]
            for place in (start, (start + end) // 2, max(start, end - _SAMPLE_BYTES)):
                file.seek(8 + length + place)
                yield file.read(min(_SAMPLE_BYTES, end - place))
