"""A local model as LangChain sees it: `LocalChatModel`.

Imported only when a local model is loaded. LangChain's own wrapper of transformers ignores stop sequences,
turns a failed model into a silent wait, and lets an abandoned answer run on.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from threading import Event
from typing import Any

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.exceptions import ModelInvalidRequestError
from langchain_core.language_models.chat_models import BaseChatModel, generate_from_stream
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage, HumanMessage, SystemMessage
from langchain_core.messages.ai import UsageMetadata
from langchain_core.outputs import ChatGenerationChunk, ChatResult
from pydantic import ConfigDict, Field

from rag.models.local_generation import Ending, LocalGenerator, Request


class LocalChatModel(BaseChatModel):
    """A transformers model in this process; answers in pieces, one chat at a time.

    Attributes:
        model_name: `hf:` and the name or folder.
        max_tokens: Most tokens of an answer.
        temperature: 0 for the likeliest word each time, more for chance.
        generator: The model at work.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    model_name: str
    max_tokens: int = Field(ge=1)
    temperature: float = Field(default=0.0, ge=0)
    generator: LocalGenerator = Field(exclude=True, repr=False)

    @property
    def _llm_type(self) -> str:
        return "local-transformers"

    @property
    def _identifying_params(self) -> dict[str, Any]:
        return {"model_name": self.model_name, "max_tokens": self.max_tokens}

    def count_tokens(self, text: str) -> int:
        """Count the tokens of a text by the model's own tokenizer."""
        return self.generator.count_tokens(text)

    def get_num_tokens(self, text: str) -> int:
        """The same, by the name that LangChain uses."""
        return self.generator.count_tokens(text)

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,  # noqa: ANN401 - LangChain's
    ) -> ChatResult:
        return generate_from_stream(self._stream(messages, stop, run_manager, **kwargs))

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        *,
        max_tokens: int | None = None,
        temperature: float | None = None,
        cancelled: Event | None = None,
        **kwargs: Any,  # noqa: ANN401 - LangChain's
    ) -> Iterator[ChatGenerationChunk]:
        """Give the answer in pieces; the last has no text, but the reason of the end and the tokens used.

        `max_tokens` and `temperature` override the model's own; `cancelled`, when set from any thread, ends
        the answer where it is.
        """
        if kwargs:
            raise ModelInvalidRequestError(f"{self.model_name} knows no option {', '.join(sorted(kwargs))}")
        request = Request(
            limit_tokens=max_tokens or self.max_tokens,
            stop=tuple(stop or ()),
            temperature=self.temperature if temperature is None else temperature,
        )
        chat = [_convert(message) for message in messages]
        with closing(self.generator.write(chat, request, cancelled=cancelled)) as written:
            for piece in written:
                chunk = _make_chunk(piece, self.model_name)
                if run_manager is not None and isinstance(piece, str):
                    run_manager.on_llm_new_token(piece, chunk=chunk)
                yield chunk


def _convert(message: BaseMessage) -> dict[str, str]:
    roles = {SystemMessage: "system", HumanMessage: "user", AIMessage: "assistant"}
    for kind, role in roles.items():
        if isinstance(message, kind):
            return {"role": role, "content": str(message.text)}
    raise ModelInvalidRequestError(f"a local model takes no message of the kind {message.type!r}")


def _make_chunk(piece: str | Ending, model_name: str) -> ChatGenerationChunk:
    if isinstance(piece, str):
        return ChatGenerationChunk(message=AIMessageChunk(content=piece))
    usage = UsageMetadata(
        input_tokens=piece.prompt_tokens,
        output_tokens=piece.new_tokens,
        total_tokens=piece.prompt_tokens + piece.new_tokens,
    )
    metadata = {"finish_reason": piece.reason, "model_name": model_name}
    message = AIMessageChunk(
        content="", response_metadata=metadata, usage_metadata=usage, chunk_position="last"
    )
    return ChatGenerationChunk(message=message, generation_info={"finish_reason": piece.reason})
