"""Where public test sets lie when a benchmark is given no path: below the folder of the setting `data`.

A path that is given wins. Nothing is looked for elsewhere, and a file that is not there is an error.
"""

from __future__ import annotations

import argparse
import copy
from pathlib import Path

from eval.questions import GoldFileError
from rag.settings import PREFIX, load_settings

_BITEXT = ("eval/ntrex128.jsonl.gz", "eval/flores200_devtest.jsonl.gz")
_XQUAD = ("eval/xquad_en_zh.jsonl.gz", "eval/xquad_zh_passages.jsonl.gz")
_NEWS = "news/news_20k.jsonl.gz"
_RGB, _BEIR = "rgb", "beir"


def find_data_folder(options: argparse.Namespace) -> Path | None:
    """Give the folder of the setting `data`, of `--set` or of the environment; `None` where there is none.

    Raises:
        SettingError: A setting that was given cannot be used.
    """
    # What is no NAME=VALUE is a usage error that the command line tells.
    given = [setting.split("=", 1) for setting in options.settings if "=" in setting]
    data = load_settings(dict(given)).data
    return Path(data).expanduser() if data else None


def fill_paths(options: argparse.Namespace, data: Path | None) -> argparse.Namespace:
    """Give the options with the paths of the chosen benchmark filled in where none is given.

    Args:
        options: As typed; they are not changed.
        data: The folder of `find_data_folder`; with `None` nothing is filled in.

    Raises:
        GoldFileError: A file that is looked for is not in the folder; the message names both.
    """
    filled = copy.copy(options)
    if data is None:
        return filled
    name = options.benchmark
    if name == "bitext" and not options.paths:
        filled.paths = [_find(data, one, name) for one in _BITEXT]
    elif name == "xquad" and not (options.questions or options.passages):
        filled.questions, filled.passages = (_find(data, one, name) for one in _XQUAD)
    elif name == "speed" and not options.news:
        filled.news = _find(data, _NEWS, name)
    elif name == "rgb" and not options.paths:
        filled.paths = _find_rgb(data)
    elif name == "beir" and len(options.paths) == 1 and not options.paths[0].exists():
        filled.paths = [_find(data, f"{_BEIR}/{options.paths[0]}", name)]
    return filled


def _find(data: Path, name: str, benchmark: str) -> Path:
    path = data / name
    if not path.exists():
        raise _make_error(data, name, benchmark)
    return path


def _find_rgb(data: Path) -> list[Path]:
    files = sorted((data / _RGB).glob("*.json"))
    if not files:
        raise _make_error(data, f"{_RGB}/*.json", "rgb")
    return files


def _make_error(data: Path, name: str, benchmark: str) -> GoldFileError:
    return GoldFileError(
        f"--benchmark {benchmark} looked for {name} in {data} ({PREFIX}DATA), where it is not;"
        " put it there, or give a path on the command line"
    )
