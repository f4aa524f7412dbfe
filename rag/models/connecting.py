"""The setting `model` to a language model that is ready to be asked.

`provider:name` is LangChain's way to name a model, and `init_chat_model` makes it, so that every provider
works whose package is installed; `hf:` alone is ours. Nothing is sent anywhere but to the model's server:
LangChain reports to LangSmith only where its own variables (`LANGSMITH_TRACING` and the like) ask for it.
"""

from __future__ import annotations

import re
import sys
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from rag.models.streaming import LimitedModel, Limits
from rag.settings import PREFIX, SettingError, Settings

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

LOCAL = "hf"
INSTALL_LLM = ".venv/bin/pip install -c constraints.txt -e '.[llm]'"
_EXAMPLES = (
    "openai:NAME with model_url for a server of your own, ollama:NAME, anthropic:NAME, hf:NAME-or-FOLDER"
)
_PACKAGE = re.compile(r"pip install ([\w.-]+)")
_NO_KEY = "not-needed"
"""A key for servers that want none: OpenAI's client insists on one."""
_SAYS_WHY = frozenset({"openai", LOCAL})
"""Providers whose whole answers are known to say why they ended."""
_MORE_PATIENCE_S = 5.0
"""The provider's own time limit comes after ours, so that ours speaks."""


def connect_model(settings: Settings) -> LimitedModel | None:
    """Make the model that the settings name; none where they name none. Nothing is asked of it yet.

    Raises:
        SettingError: No provider, an unknown one, one whose package is missing, or a missing key.
        index.errors.StoreError: A local model cannot be read.
    """
    if not settings.model:
        return None
    if settings.model_url:
        _check_url(settings.model_url)
    provider, name = _part_name(settings.model)
    count_tokens = None
    chat: BaseChatModel
    if provider == LOCAL:
        from rag.models.local_models import load_local_model

        chat = local = load_local_model(name, settings)
        count_tokens = local.count_tokens
    else:
        chat = _make_chat(provider, name, settings)
    return LimitedModel(
        chat,
        name=settings.model,
        shown=describe_model(settings),
        limits=_limit(settings),
        count_tokens=count_tokens,
        says_why=provider in _SAYS_WHY,
    )


def describe_model(settings: Settings) -> str:
    """Give the model's name, with its server's host and port; never a user, password, path or key."""
    is_local = settings.model.partition(":")[0].strip().lower() == LOCAL
    host = "" if is_local else find_host(settings.model_url)
    return f"{settings.model} ({host})" if host else settings.model


def _part_name(model: str) -> tuple[str, str]:
    provider, colon, name = model.partition(":")
    provider, name = provider.strip().lower().replace("-", "_"), name.strip()
    if not colon or not provider or not name:
        raise SettingError(f"model is {model!r}; it takes provider:name, such as {_EXAMPLES}")
    return provider, name


def _limit(settings: Settings) -> Limits:
    return Limits(
        first_s=settings.model_first_token_s,
        stall_s=settings.model_stall_s,
        retries=settings.model_retries,
        tokens=settings.model_tokens,
        places=settings.model_concurrency,
    )


def _make_chat(provider: str, name: str, settings: Settings) -> BaseChatModel:
    try:
        from langchain.chat_models import init_chat_model
    except ImportError as error:
        raise SettingError(
            f"model is {settings.model!r}, which needs the extra `llm`: {INSTALL_LLM}"
        ) from error
    options = _choose_options(provider, settings)
    try:
        chat: BaseChatModel = init_chat_model(name, model_provider=provider, **options)
    except ImportError as error:
        raise SettingError(_explain_missing_package(settings.model, error)) from error
    except _errors_of_making(provider) as error:
        # What they say may repeat what they were given, the key too: it is neither shown nor kept as a cause.
        raise SettingError(_explain_refusal(provider, settings, error)) from None
    _require_key(chat, settings.model)
    return chat


def _errors_of_making(provider: str) -> tuple[type[Exception], ...]:
    """Give what is raised for wrong values: pydantic's errors, and those of the provider's own client."""
    client = sys.modules.get(provider)
    named = list(vars(client).values()) if client is not None else []
    # `type(…) is type` looks at no more: some names stand for modules that are loaded when they are touched.
    return (
        ValueError,
        TypeError,
        *(one for one in named if type(one) is type and issubclass(one, Exception)),
    )


def _require_key(chat: BaseChatModel, model: str) -> None:
    """Refuse a model that was made without a key, and would fail at its first question."""
    keys = {name: variable for name, variable in chat.lc_secrets.items() if variable.endswith("_API_KEY")}
    missing = [variable for name, variable in keys.items() if not _has_secret(getattr(chat, name, None))]
    if missing:
        raise SettingError(_explain_missing_key(model, missing[0]))


def _has_secret(secret: object) -> bool:
    """Whether a key is there: pydantic's kind of secret, a text, or a function that gives it."""
    return bool(getattr(secret, "get_secret_value", lambda: secret)())


def _choose_options(provider: str, settings: Settings) -> dict[str, Any]:
    """Give the provider's names for our settings; its own retries are off, since ours count."""
    patience_s = max(settings.model_first_token_s, settings.model_stall_s) + _MORE_PATIENCE_S
    if provider == "ollama":
        return _choose_ollama_options(settings, patience_s)
    options: dict[str, Any] = {
        "temperature": 0,
        "max_tokens": settings.model_tokens,
        "timeout": patience_s,
        "max_retries": 0,
    }
    if settings.model_url:
        options["base_url"] = settings.model_url
    # The key of the provider's own variable is not sent to another address: it would be given to a stranger.
    key = settings.model_key or (_NO_KEY if settings.model_url else "")
    if key:
        options["api_key"] = key
    return {**options, **_choose_openai_options(settings)} if provider == "openai" else options


def _choose_ollama_options(settings: Settings, patience_s: float) -> dict[str, Any]:
    """Ollama's own interface has other names and no `/v1` in its address, and can turn thinking off."""
    url = settings.model_url.rstrip("/").removesuffix("/v1")
    client: dict[str, Any] = {"timeout": patience_s, "trust_env": bool(url) and not is_loopback(url)}
    if settings.model_key:
        client["headers"] = {"Authorization": f"Bearer {settings.model_key}"}
    options = {
        "temperature": 0,
        "num_predict": settings.model_tokens,
        "reasoning": False,
        "client_kwargs": client,
    }
    return {**options, "base_url": url} if url else options


def _choose_openai_options(settings: Settings) -> dict[str, Any]:
    """Count tokens, leave time limits to us, and reach a server on this machine without a proxy."""
    options: dict[str, Any] = {"stream_usage": True, "stream_chunk_timeout": None}
    if is_loopback(settings.model_url):
        from openai import DefaultAsyncHttpxClient

        # Proxies of the environment are else asked for 127.0.0.1 too.
        headers = {"Connection": "close"}
        options["http_async_client"] = DefaultAsyncHttpxClient(trust_env=False, headers=headers)
        options["http_socket_options"] = ()
    return options


def _explain_missing_package(model: str, error: ImportError) -> str:
    """LangChain's own message names the package; where it does not, it is given as it is."""
    found = _PACKAGE.search(str(error))
    if found is None:
        return f"model is {model!r}, whose provider's package cannot be loaded: {error}"
    package = found[1]
    line = INSTALL_LLM if package == "langchain-openai" else f".venv/bin/pip install {package}"
    return f"model is {model!r}, which needs the package {package}; install it: {line}"


def _explain_refusal(provider: str, settings: Settings, error: Exception) -> str:
    first, _, known = str(error).partition("\n\n")
    if first.startswith("Unsupported provider"):
        providers = known[:1].lower() + known[1:]
        return (
            f"model is {settings.model!r}, and there is no provider {provider!r};"
            f" {providers}, and {LOCAL} for a model in this process"
        )
    if not settings.model_key:
        return _explain_missing_key(settings.model, f"{provider.upper()}_API_KEY")
    return f"model is {settings.model!r}, which its provider's package refuses ({type(error).__name__})"


def _explain_missing_key(model: str, variable: str) -> str:
    return (
        f"model is {model!r}, which wants a key: set {PREFIX}MODEL_KEY in the environment, or the provider's"
        f" own variable {variable}; for a server of your own, set model_url"
    )


def _check_url(url: str) -> None:
    if not _is_address(url):
        shown = url.rpartition("@")[2]
        raise SettingError(f"model_url is {shown!r}; it takes an address such as http://127.0.0.1:8000/v1")


def _is_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        # A port that is no number, or too large a one, is told when it is read.
        return parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def find_host(url: str) -> str:
    """Give host and port of an address, without a user and password."""
    return urlsplit(url).netloc.rpartition("@")[2]


def is_loopback(url: str) -> bool:
    """Say whether an address is of this machine."""
    host = urlsplit(url).hostname or ""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
