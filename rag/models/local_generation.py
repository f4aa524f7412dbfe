"""A transformers model at work: a chat in, text piece by piece out, stopped at once when nobody listens.

Imported only when a local model is loaded, for torch and transformers are heavy.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass
from threading import Event, Lock, Thread
from typing import Any, Literal
from weakref import finalize

import torch
from langchain_core.exceptions import ContextOverflowError, ModelAPIError, ModelInvalidRequestError
from transformers import (
    BatchEncoding,
    GenerationConfig,
    PreTrainedModel,
    PreTrainedTokenizerBase,
    StoppingCriteria,
    StoppingCriteriaList,
    TextIteratorStreamer,
)

from rag.models.cutting import StopCutter
from rag.models.local_properties import list_layers, make_config, read_ends, read_padding, read_window

Chat = Sequence[dict[str, str]]
_LOCK_WAIT_S = 0.1
_LONGEST_EXIT_S = 5.0


@dataclass(frozen=True, slots=True)
class Ending:
    """How an answer ended: its reason, and how many tokens were read and written."""

    reason: Literal["stop", "length"]
    prompt_tokens: int
    new_tokens: int


@dataclass(frozen=True, slots=True)
class Request:
    """What one answer may be: its most tokens, the texts that end it, how free the choice of words is."""

    limit_tokens: int
    stop: tuple[str, ...] = ()
    temperature: float = 0.0


class _StoppedError(Exception):
    """Nobody listens any more."""


@dataclass(eq=False)
class _Progress(StoppingCriteria):
    """Counts the tokens of one answer, and ends it when one of the events has come."""

    prompt_tokens: int
    ends: tuple[Event, ...]
    new_tokens: int = 0
    last_token: int = -1

    @property
    def is_over(self) -> bool:
        """Whether nothing more is wanted."""
        return any(event.is_set() for event in self.ends)

    def __call__(self, input_ids: Any, scores: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - tensors
        """Tell of each row whether it is done."""
        del scores, kwargs
        self.new_tokens = input_ids.shape[1] - self.prompt_tokens
        self.last_token = int(input_ids[0, -1])
        return torch.full((input_ids.shape[0],), self.is_over, device=input_ids.device)


class LocalGenerator:
    """One model with its tokenizer; it writes one answer at a time, others wait.

    Attributes:
        name: For messages.
        window: How many tokens prompt and answer may have together.
    """

    def __init__(self, *, name: str, model: PreTrainedModel, tokenizer: PreTrainedTokenizerBase) -> None:
        self.name = name
        self.window = read_window(model, tokenizer)
        self._model: Any = model
        self._tokenizer: Any = tokenizer
        self._turn = Lock()
        self._exiting = Event()
        self._ends = read_ends(model, tokenizer)
        self._progress: _Progress | None = None
        # The first use of a tokenizer may set its truncation aside; from then on threads may share it.
        self.count_tokens("")
        # A maker's sampling settings would be mixed with ours; only what ends an answer is kept.
        model.generation_config = make_config(
            eos_token_id=self._ends or None, pad_token_id=read_padding(tokenizer, self._ends)
        )
        for layer in list_layers(model):
            layer.register_forward_pre_hook(self._leave_when_cancelled)
        # A thread within torch must not be torn down with the process: it is told, and waited for.
        finalize(self, _end_answers, self._exiting, self._turn)

    def count_tokens(self, text: str) -> int:
        """Count the tokens of a text."""
        return len(self._tokenizer.encode(text, add_special_tokens=False))

    def write(
        self, chat: Chat, request: Request, *, cancelled: Event | None = None
    ) -> Generator[str | Ending]:
        """Write the answer to a chat, in pieces, and at last say how it ended.

        Closing the iterator stops the model, even while it reads the prompt.

        Args:
            chat: Messages with `role` and `content`.
            request: See `Request`.
            cancelled: When set, from any thread, the answer ends where it is.

        Raises:
            ContextOverflowError: The prompt fills the model's window.
            ModelInvalidRequestError: The chat template refuses the messages.
            ModelAPIError: The model failed, for want of memory perhaps.
        """
        prompt = self._encode(chat)
        left = Event()
        progress = _Progress(prompt["input_ids"].shape[1], (left, cancelled or left, self._exiting))
        limit = min(request.limit_tokens, self._find_room(progress.prompt_tokens))
        streamer = TextIteratorStreamer(self._tokenizer, skip_prompt=True, skip_special_tokens=True)
        work = (prompt, streamer, progress, _configure(limit, request.temperature))
        Thread(target=self._work, args=work, name="local model", daemon=True).start()
        cutter = StopCutter(request.stop)
        try:
            for piece in _read_pieces(streamer):
                if text := cutter.feed(piece):
                    yield text
                if cutter.is_done:
                    break
            if text := cutter.close():
                yield text
        finally:
            left.set()
        is_cut = not cutter.is_done and progress.new_tokens >= limit and progress.last_token not in self._ends
        yield Ending("length" if is_cut else "stop", progress.prompt_tokens, progress.new_tokens)

    def _encode(self, chat: Chat) -> BatchEncoding:
        from jinja2 import TemplateError

        try:
            return self._apply_template(chat)
        except TemplateError as error:
            # Some families have no system role; what it says then opens the first question.
            if len(chat) > 1 and chat[0]["role"] == "system":
                return self._encode(_join_system(chat))
            raise ModelInvalidRequestError(
                f"the chat template of {self.name} refuses the messages: {error}"
            ) from error

    def _apply_template(self, chat: Chat) -> BatchEncoding:
        encoded: BatchEncoding = self._tokenizer.apply_chat_template(
            list(chat),
            add_generation_prompt=True,
            return_tensors="pt",
            return_dict=True,
            # What a page says stays text, even where it spells the model's own control tokens.
            sanitize_control_tokens=True,
            **({"enable_thinking": False} if self._knows_thinking() else {}),
        )
        return encoded.to(self._model.device)

    def _knows_thinking(self) -> bool:
        return "enable_thinking" in self._tokenizer.get_chat_template()

    def _find_room(self, prompt_tokens: int) -> int:
        if prompt_tokens >= self.window:
            raise ContextOverflowError(
                f"the prompt has {prompt_tokens} tokens, and {self.name} takes {self.window} with its answer;"
                " lower model_evidence_tokens, or choose a model with a longer context"
            )
        return self.window - prompt_tokens

    def _work(
        self,
        prompt: BatchEncoding,
        streamer: TextIteratorStreamer,
        progress: _Progress,
        how: GenerationConfig,
    ) -> None:
        """Generate in a thread of its own; what goes wrong there is raised where the pieces are read."""
        while not self._turn.acquire(timeout=_LOCK_WAIT_S):
            if progress.is_over:
                streamer.text_queue.put(None)
                return
        try:
            self._progress = progress
            self._model.generate(
                **prompt,
                generation_config=how,
                streamer=streamer,
                stopping_criteria=StoppingCriteriaList([progress]),
            )
        except _StoppedError:
            streamer.text_queue.put(None)
        except BaseException as error:  # noqa: BLE001 - raised again by the reader of the queue
            streamer.text_queue.put(error)
        finally:
            self._progress = None
            self._turn.release()

    def _leave_when_cancelled(self, *_: object) -> None:
        """Before each layer: reading a long prompt takes seconds, and stopping must not wait for it."""
        if self._progress is not None and self._progress.is_over:
            raise _StoppedError


def _join_system(chat: Chat) -> Chat:
    system, first, *others = chat
    return [{**first, "content": f"{system['content']}\n\n{first['content']}"}, *others]


def _end_answers(exiting: Event, turn: Lock) -> None:
    exiting.set()
    turn.acquire(timeout=_LONGEST_EXIT_S)


def _read_pieces(streamer: TextIteratorStreamer) -> Iterator[str]:
    # The streamer's own iteration knows no errors: a failed model would leave its reader waiting for ever.
    while (piece := streamer.text_queue.get()) is not None:
        if isinstance(piece, RuntimeError):
            first_line = str(piece).strip().partition("\n")[0]
            raise ModelAPIError(f"the local model failed: {first_line}") from piece
        if isinstance(piece, BaseException):
            raise piece
        yield piece


def _configure(limit_tokens: int, temperature: float) -> GenerationConfig:
    if temperature > 0:
        return make_config(max_new_tokens=limit_tokens, do_sample=True, temperature=temperature)
    return make_config(max_new_tokens=limit_tokens, do_sample=False)
