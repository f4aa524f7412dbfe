"""Three invented pages of eight articles on eight zones: enough to ask of, few enough to know by heart."""

from __future__ import annotations

from pathlib import Path

from index.building import build_index
from rag.assembling import open_pipeline
from rag.pipeline import Pipeline
from rag.settings import Settings

PAGES = Path(__file__).parent / "golden" / "turns" / "pages"


def build_small_index(folder: Path) -> Path:
    """Index the pages in a folder of a test's own, and give the index's folder."""
    build_index(PAGES, folder / "index")
    return folder / "index"


def open_small_pipeline(index_dir: Path) -> Pipeline:
    """Open the whole way over an index, with every setting at its default."""
    return open_pipeline(Settings(index_dir=index_dir))


ROWS = [
    {
        "id": "l",
        "kind": "list",
        "lang": "en",
        "question": "Which zones process copper?",
        "zones": ["运城", "垣曲"],
        "evidence": ["铜箔车间", "氧铜杆项目"],
    },
    {
        "id": "n",
        "kind": "number",
        "lang": "zh",
        "question": "长治高新区的光伏组件项目投资多少？",
        "answers": [["12"]],
        "evidence": ["项目投资 12 亿"],
        "split": "test",
    },
    {"id": "u", "kind": "unanswerable", "lang": "en", "question": "Who won the 2018 chess championship?"},
]
"""Gold over them: a list, a number of the split `test`, and a question that they do not answer."""
