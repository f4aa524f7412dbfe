"""A look at the running page from outside: is it there, and does its API answer one question?"""

from __future__ import annotations

import json
from urllib.request import ProxyHandler, Request, build_opener

TIMEOUT_S = 60.0

_OPENER = build_opener(ProxyHandler({}))
"""Without the proxies of the environment: what is looked at runs on this machine."""


class PageCheckError(RuntimeError):
    """The page does not do what it should; the message says which part."""


def check_page(url: str, question: str) -> str:
    """Read the health report and the page, ask one question through the API, and say how it went.

    Args:
        url: Address of the page, without a slash at its end.
        question: What is asked.

    Raises:
        PageCheckError: A part is missing or answers wrongly.
    """
    health = json.loads(_read(f"{url}/healthz"))
    if health.get("status") != "ok":
        raise PageCheckError(f"{url}/healthz does not say ok: {health}")
    if "gradio" not in _read(f"{url}/"):
        raise PageCheckError(f"{url}/ is not the chat page")
    answer = _ask(url, question)
    cited = len(answer.get("citations", ()))
    return f"OK: {health['articles']} articles, {cited} citations for {question!r}"


def _ask(url: str, question: str) -> dict[str, list[object]]:
    text = _read(f"{url}/api/ask", json.dumps({"question": question}).encode())
    answer: dict[str, list[object]] = json.loads(text)
    if "citations" not in answer:
        raise PageCheckError(f"the API did not answer {question!r}: {text[:300]}")
    return answer


def _read(url: str, body: bytes | None = None) -> str:
    request = Request(url, data=body, headers={"Content-Type": "application/json"})  # noqa: S310
    try:
        with _OPENER.open(request, timeout=TIMEOUT_S) as reply:
            return str(reply.read().decode())
    except OSError as error:
        raise PageCheckError(f"{url} cannot be read: {error}") from error
