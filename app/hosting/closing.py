"""Shuts what gradio offers and the page does not use, and what it would do with files that it is told of.

gradio's calls take, in any value, a file by its path or address: it then reads that file of the host, or
fetches that address, whoever names it. Only what lies in the folder of uploads is let through; and nothing is
given back from there, as the page reads uploads itself.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.types import ASGIApp, Receive, Scope, Send

from app.hosting.bodies import find_body
from app.hosting.proxying import find_path
from app.hosting.refusing import Refusal, refuse
from app.hosting.routes import UPLOAD_PATH
from app.hosting.uploading import find_upload_folder, has_room

_API = "/gradio_api/"
_SHUT = re.compile(
    r"/gradio_api/(?:file=|file/|proxy=|stream/|custom_component/|process_recording|component_server|deep_link"
    r"|dev/|vibe-|undo-vibe|runs|run-history|profiling)|/(?:login|logout|monitoring)(?:/|$)"
)
"""Files and addresses given out, recordings and streams taken in, and gradio's own tools for authors."""


class Closing:
    """Refuses what is not offered (404), files that were not uploaded (403), uploads without room (507)."""

    def __init__(self, app: ASGIApp, upload_bytes: int = 0) -> None:
        """Wrap an application.

        Args:
            app: What is wrapped.
            upload_bytes: The largest upload; 0 takes none.
        """
        self._app = app
        self._upload_bytes = upload_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        refusal = await self._find_refusal(scope) if scope["type"] == "http" else None
        if refusal is not None:
            await refuse(scope, receive, send, refusal)
        else:
            await self._app(scope, receive, send)

    async def _find_refusal(self, scope: Scope) -> Refusal | None:
        path = find_path(scope)
        if _SHUT.match(path):
            return Refusal(404, "not_offered")
        if path == UPLOAD_PATH and scope["method"] == "POST":
            return await self._refuse_upload()
        if path.startswith(_API) and names_other_files(find_body(scope), find_upload_folder()):
            return Refusal(403, "file_not_uploaded")
        return None

    async def _refuse_upload(self) -> Refusal | None:
        if not self._upload_bytes:
            return Refusal(403, "uploads_off")
        if not await run_in_threadpool(has_room, find_upload_folder(), self._upload_bytes):
            return Refusal(507, "uploads_full")
        return None


def names_other_files(body: bytes, folder: str) -> bool:
    """Whether a body of a gradio call names a file that does not lie in a folder.

    Args:
        body: As it came; what is no JSON names none, as gradio refuses it.
        folder: The folder of uploads.
    """
    if b"path" not in body and b"\\" not in body and b"\0" not in body:
        return False
    try:
        value = json.loads(body)
    except ValueError:
        return False
    except RecursionError:
        return True
    return any(not _lies_in(path, folder) for path in _list_paths(value))


def _list_paths(value: object) -> Iterator[object]:
    """Give what stands under `path` wherever there is such a key, without recursion."""
    left = [value]
    while left:
        one = left.pop()
        if isinstance(one, dict):
            if "path" in one:
                yield one["path"]
            left.extend(one.values())
        elif isinstance(one, list):
            left.extend(one)


def _lies_in(path: object, folder: str) -> bool:
    if path is None:
        return True
    if not isinstance(path, str) or not Path(path).is_absolute():
        return False
    return os.path.normpath(path).startswith(os.path.normpath(folder) + os.sep)
