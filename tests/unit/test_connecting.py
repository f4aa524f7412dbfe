"""A setting to a model: what is taken, and what the refusal of anything else says."""

from __future__ import annotations

import sys
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from rag.models.connecting import INSTALL_LLM, connect_model, describe_model
from rag.settings import SettingError, Settings

SECRET = "sk-secret"
HERE = "http://127.0.0.1:8000/v1"
ELSEWHERE = "https://models.example/v1"


@pytest.fixture(autouse=True)
def no_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    """Those of whoever runs the tests do not count."""
    for name in (
        "OPENAI_API_KEY",
        "OPENAI_ADMIN_KEY",
        "OPENAI_BASE_URL",
        "OPENAI_API_BASE",
        "LANGSMITH_GATEWAY",
    ):
        monkeypatch.delenv(name, raising=False)


def make_openai(**settings: Any) -> Any:
    """Give the LangChain model that stands behind the limits."""
    model = connect_model(Settings(model="openai:qwen", **settings))
    assert model is not None
    return model._chat


def ask_for(monkeypatch: pytest.MonkeyPatch, model: str, **settings: Any) -> dict[str, Any]:
    """Give what LangChain is asked to make of a setting, whose package may not be here."""
    asked: dict[str, Any] = {}

    def make(name: str, **options: Any) -> object:
        asked.update(options, name=name)
        return SimpleNamespace(lc_secrets={})

    monkeypatch.setattr("langchain.chat_models.init_chat_model", make)
    connect_model(Settings(model=model, **settings))
    return asked


def explain(**settings: Any) -> str:
    with pytest.raises(SettingError) as raised:
        connect_model(Settings(**settings))
    assert SECRET not in str(raised.value)
    return str(raised.value)


def explain_error(monkeypatch: pytest.MonkeyPatch, error: Exception, **settings: Any) -> str:
    """Give what is said when making the model raises this."""

    def fail(name: str, **options: Any) -> None:
        del name, options
        raise error

    monkeypatch.setattr("langchain.chat_models.init_chat_model", fail)
    return explain(**settings)


def test_no_model_is_no_error() -> None:
    assert connect_model(Settings()) is None


def test_an_openai_model_has_our_limits_and_none_of_its_own_retries() -> None:
    chat = make_openai(model_url=HERE, model_tokens=321, model_first_token_s=30.0, model_stall_s=40.0)
    assert (chat.model_name, chat.openai_api_base) == ("qwen", HERE)
    assert (chat.temperature, chat.max_tokens, chat.max_retries) == (0, 321, 0)
    assert (chat.stream_usage, chat.stream_chunk_timeout) == (True, None)
    assert chat.request_timeout > 40


def test_the_name_is_the_setting_and_the_message_has_the_host() -> None:
    assert describe_model(Settings(model="hf:qwen", model_url=HERE)) == "hf:qwen"
    settings = Settings(model="openai:qwen", model_url="http://user:word@127.0.0.1:8000/v1?key=1")
    model = connect_model(settings)
    assert model is not None
    assert model.name == "openai:qwen"
    assert describe_model(settings) == "openai:qwen (127.0.0.1:8000)"
    assert describe_model(Settings(model="anthropic:x")) == "anthropic:x"


def test_a_server_of_one_s_own_needs_no_key() -> None:
    assert make_openai(model_url=HERE).openai_api_key.get_secret_value() == "not-needed"


def test_the_key_of_the_provider_s_variable_is_not_given_to_another_server(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", SECRET)
    assert make_openai(model_url=ELSEWHERE).openai_api_key.get_secret_value() == "not-needed"
    assert make_openai().openai_api_key.get_secret_value() == SECRET


def test_the_key_of_the_settings_is_used() -> None:
    assert make_openai(model_url=ELSEWHERE, model_key=SECRET).openai_api_key.get_secret_value() == SECRET


@pytest.mark.parametrize("url", [HERE, "http://localhost:1/v1", "http://[::1]:1/v1", "http://127.5.0.1:1"])
def test_no_proxy_is_asked_for_a_server_on_this_machine(url: str) -> None:
    assert make_openai(model_url=url).http_async_client.trust_env is False


@pytest.mark.parametrize("url", [ELSEWHERE, "http://10.0.0.1:8000/v1", "http://localhost.example/v1"])
def test_a_server_elsewhere_is_reached_as_the_environment_says(url: str) -> None:
    assert make_openai(model_url=url).http_async_client is None


def test_another_provider_is_asked_for_by_the_names_that_langchain_s_models_share(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked = ask_for(monkeypatch, "anthropic:claude", model_key=SECRET, model_tokens=99)
    assert asked == {
        "name": "claude",
        "model_provider": "anthropic",
        "temperature": 0,
        "max_tokens": 99,
        "timeout": 65.0,
        "max_retries": 0,
        "api_key": SECRET,
    }


def test_ollama_has_names_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = ask_for(monkeypatch, "ollama:qwen3:4b", model_url="http://127.0.0.1:11434/v1/", model_tokens=99)
    assert asked == {
        "name": "qwen3:4b",
        "model_provider": "ollama",
        "temperature": 0,
        "num_predict": 99,
        "reasoning": False,
        "base_url": "http://127.0.0.1:11434",
        "client_kwargs": {"timeout": 65.0, "trust_env": False},
    }


def test_ollama_elsewhere_may_want_a_key(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = ask_for(monkeypatch, "ollama:qwen", model_url="https://models.example", model_key=SECRET)
    assert asked["client_kwargs"] == {
        "timeout": 65.0,
        "trust_env": True,
        "headers": {"Authorization": f"Bearer {SECRET}"},
    }


def test_a_local_model_counts_with_its_own_tokenizer(monkeypatch: pytest.MonkeyPatch) -> None:
    loaded: list[tuple[str, Settings]] = []

    def load(name: str, settings: Settings) -> object:
        loaded.append((name, settings))
        return SimpleNamespace(count_tokens=lambda text: 1000 + len(text))

    monkeypatch.setattr("rag.models.local_models.load_local_model", load)
    settings = Settings(model="hf:some/model")
    model = connect_model(settings)
    assert model is not None
    assert model.count_tokens("abc") == 1003
    assert loaded == [("some/model", settings)]


@pytest.mark.parametrize("model", ["qwen", "openai:", ":qwen", " : "])
def test_a_model_without_provider_or_name(model: str) -> None:
    message = explain(model=model)
    assert message.startswith(f"model is {model!r}; it takes provider:name, such as openai:NAME")


def test_an_unknown_provider_is_told_those_that_there_are() -> None:
    message = explain(model="opnai:qwen", model_key=SECRET)
    assert message.startswith("model is 'opnai:qwen', and there is no provider 'opnai'")
    assert {"openai", "ollama", "anthropic", "mistralai"} <= set(message.replace(",", " ").split())
    assert message.endswith("and hf for a model in this process")


@pytest.mark.parametrize(
    ("package", "line"),
    [
        ("langchain-openai", INSTALL_LLM),
        ("langchain-ollama", ".venv/bin/pip install langchain-ollama"),
    ],
)
def test_a_missing_package_is_told_with_the_line_that_installs_it(
    monkeypatch: pytest.MonkeyPatch, package: str, line: str
) -> None:
    error = ImportError(
        f"Initializing it requires the {package} package. Install it with `pip install {package}`"
    )
    message = explain_error(monkeypatch, error, model="ollama:qwen")
    assert message == f"model is 'ollama:qwen', which needs the package {package}; install it: {line}"


def test_a_package_that_is_broken_is_told_in_its_own_words(monkeypatch: pytest.MonkeyPatch) -> None:
    message = explain_error(monkeypatch, ImportError("no libfoo.so"), model="ollama:qwen")
    assert message.endswith("cannot be loaded: no libfoo.so")


def test_without_langchain_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "langchain.chat_models", None)
    assert (
        explain(model="openai:qwen") == f"model is 'openai:qwen', which needs the extra `llm`: {INSTALL_LLM}"
    )


def test_a_missing_key_is_told_with_the_variables() -> None:
    assert explain(model="openai:qwen") == (
        "model is 'openai:qwen', which wants a key: set ZONEWISE_MODEL_KEY in the environment, or the"
        " provider's own variable OPENAI_API_KEY; for a server of your own, set model_url"
    )


def test_a_model_that_is_made_without_its_key_is_refused_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    class Secret:
        def get_secret_value(self) -> str:
            return ""

    chat = SimpleNamespace(
        lc_secrets={"mistral_api_key": "MISTRAL_API_KEY", "tools": "MISTRAL_TOOLS"}, mistral_api_key=Secret()
    )
    monkeypatch.setattr("langchain.chat_models.init_chat_model", lambda *_, **__: chat)
    assert "own variable MISTRAL_API_KEY;" in explain(model="mistralai:small")


def test_what_a_provider_s_client_refuses_is_told_without_its_words(monkeypatch: pytest.MonkeyPatch) -> None:
    client = ModuleType("acme")
    error_class = type("AcmeError", (Exception,), {})
    vars(client)["AcmeError"] = error_class
    monkeypatch.setitem(sys.modules, "acme", client)
    message = explain_error(monkeypatch, error_class(SECRET), model="acme:m", model_key=SECRET)
    assert message == "model is 'acme:m', which its provider's package refuses (AcmeError)"


@pytest.mark.parametrize(
    "url",
    [
        "127.0.0.1:8000",
        "ftp://host/v1",
        "http://",
        "user:word@host",
        "http://[::1",
        "http://user:wo/rd@host/v1",
    ],
)
def test_an_address_that_is_none(url: str) -> None:
    message = explain(model="openai:qwen", model_url=url)
    assert message.endswith("it takes an address such as http://127.0.0.1:8000/v1")
    assert "wo" not in message.partition("; it takes")[0]
