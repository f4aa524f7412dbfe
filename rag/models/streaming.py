"""A LangChain chat model with limits: on time, tries, length, and on how many calls run at once."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING

from rag.models.explaining import explain_failure, is_transient, read_asked_pause
from rag.models.generating import Message, ModelCutShortError, ModelUnavailableError
from rag.models.running import Ended, ModelRun, Turns
from rag.models.withholding import StrayThoughtError, ThoughtFilter

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import AIMessageChunk

BEAT_S = 0.2
"""After so many seconds of waiting an empty piece is given."""
LONGEST_PAUSE_S = 8.0
CHARS_OF_TOKEN = 8
"""More characters a token than any language has: a server that goes beyond ignores the limit of tokens."""
_ENDING_KEYS = ("finish_reason", "stop_reason", "done_reason")
"""Where OpenAI's, Anthropic's and Ollama's kinds of servers say why an answer ended."""
_CUT_ENDINGS = frozenset({"length", "max_tokens", "model_length"})
_FILTERED_ENDINGS = frozenset({"content_filter", "refusal", "safety"})


@dataclass(frozen=True, slots=True)
class Limits:
    """Of every call.

    Attributes:
        first_s: Seconds to the first visible text, all tries and waiting for a place counted.
        stall_s: Seconds to each further visible text.
        retries: Further tries of a call that failed before any text, by a fault that may pass.
        tokens: That a model may write; here it bounds the characters and stands in messages.
        places: Calls at the same time.
        first_pause_s: Seconds before the second try; doubled before each further one.
    """

    first_s: float
    stall_s: float
    retries: int
    tokens: int
    places: int
    first_pause_s: float = 0.5


class LimitedModel:
    """A `ChatModel` over a LangChain one; safe to share between threads, which share its places.

    Args:
        chat: The LangChain model. Its own retries should be off.
        name: As configured.
        shown: As readers see it in messages; `name` with its host, say.
        limits: See there.
        count_tokens: As the model counts, or an estimate.
        says_why: Whether a whole answer says why it ended; one that does not is then taken as cut.
    """

    def __init__(
        self,
        chat: BaseChatModel,
        *,
        name: str,
        limits: Limits,
        shown: str,
        count_tokens: Callable[[str], int] | None = None,
        says_why: bool = False,
    ) -> None:
        self._chat = chat
        self._name = name
        self._limits = limits
        self._shown = shown
        self._count_tokens = count_tokens or estimate_tokens
        self._says_why = says_why
        self._places = threading.BoundedSemaphore(limits.places)

    @property
    def name(self) -> str:
        """As it was configured."""
        return self._name

    def count_tokens(self, text: str) -> int:
        """Count as the model does, or estimate; see `estimate_tokens`."""
        return self._count_tokens(text)

    def stream(self, messages: Sequence[Message]) -> Generator[str]:
        """See `ChatModel.stream`: a transient failure before the first text is tried again after a pause."""
        turns = [(message.role, message.text) for message in messages]
        deadline = time.monotonic() + self._limits.first_s
        for attempt in count():
            error = yield from self._try_once(turns, deadline)
            if error is None:
                return
            pause_s = max(choose_pause(attempt, first_s=self._limits.first_pause_s), read_asked_pause(error))
            if attempt >= self._limits.retries or time.monotonic() + pause_s >= deadline:
                raise explain_failure(error, model=self._shown, has_begun=False)
            yield from self._wait(pause_s)

    def _try_once(self, turns: Turns, deadline: float) -> Generator[str, None, BaseException | None]:
        """Give the pieces of one run; return its error where another run may do better."""
        yield from self._take_place(deadline)
        run = self._start_run(turns)
        reader = _AnswerReader(self._limits.tokens * CHARS_OF_TOKEN)
        try:
            ended = yield from self._read(run, reader, deadline)
        except StrayThoughtError as error:
            raise explain_failure(error, model=self._shown, has_begun=True) from None
        finally:
            run.stop()
        if ended.error is None:
            yield reader.close()
            self._check_ending(reader)
            return None
        if reader.chars == 0 and is_transient(ended.error):
            return ended.error
        raise explain_failure(ended.error, model=self._shown, has_begun=reader.chars > 0)

    def _read(self, run: ModelRun, reader: _AnswerReader, deadline: float) -> Generator[str, None, Ended]:
        """Give visible text as it comes, and empty pieces while none does, until the run ends."""
        given_at = time.monotonic()
        while True:
            left_s = deadline - time.monotonic()
            chunk = run.take(min(left_s, BEAT_S))
            if isinstance(chunk, Ended):
                return chunk
            piece = reader.read(chunk) if chunk is not None else ""
            if reader.is_too_long:
                raise ModelUnavailableError.of("endless", model=self._shown, count=reader.most_chars)
            if not piece and left_s <= 0:
                raise self._explain_silence(has_begun=reader.has_spoken)
            if not piece and time.monotonic() - given_at < BEAT_S:
                continue
            yield piece
            given_at = time.monotonic()
            if piece:
                deadline = given_at + self._limits.stall_s

    def _start_run(self, turns: Turns) -> ModelRun:
        try:
            return ModelRun(self._chat, turns, when_over=self._places.release)
        except BaseException:
            # No run will give the place back, where the system starts no further thread.
            self._places.release()
            raise

    def _take_place(self, deadline: float) -> Iterator[str]:
        while not self._places.acquire(timeout=max(0.0, min(BEAT_S, deadline - time.monotonic()))):
            if time.monotonic() >= deadline:
                seconds = f"{self._limits.first_s:g}"
                raise ModelUnavailableError.of(
                    "busy", model=self._shown, count=self._limits.places, seconds=seconds
                )
            yield ""

    def _wait(self, pause_s: float) -> Iterator[str]:
        while pause_s > 0:
            time.sleep(min(pause_s, BEAT_S))
            pause_s -= BEAT_S
            yield ""

    def _explain_silence(self, *, has_begun: bool) -> ModelUnavailableError:
        key, seconds = ("stalled", self._limits.stall_s) if has_begun else ("late", self._limits.first_s)
        return ModelUnavailableError.of(key, model=self._shown, seconds=f"{seconds:g}")

    def _check_ending(self, reader: _AnswerReader) -> None:
        """Raise where an answer came to its end, but is not whole."""
        if reader.ending in _CUT_ENDINGS:
            raise ModelCutShortError.of("tokens", model=self._shown, count=self._limits.tokens)
        if reader.ending in _FILTERED_ENDINGS:
            raise ModelUnavailableError.of("filtered", model=self._shown)
        if not reader.has_spoken:
            raise ModelUnavailableError.of("silent", model=self._shown)
        if self._says_why and not reader.ending:
            raise ModelUnavailableError.of("unfinished", model=self._shown)


class _AnswerReader:
    """Chunks of one run to visible text.

    Attributes:
        most_chars: What a whole answer may have, thoughts counted.
        chars: Characters that came.
        ending: Why the answer ended, in the server's word and small letters, once it said so.
        has_spoken: Something visible came.
    """

    def __init__(self, most_chars: int) -> None:
        self.most_chars = most_chars
        self.chars = 0
        self.ending = ""
        self.has_spoken = False
        self._thoughts = ThoughtFilter()

    @property
    def is_too_long(self) -> bool:
        return self.chars > self.most_chars

    def read(self, chunk: AIMessageChunk) -> str:
        """Give the visible text of a chunk: neither its reasoning blocks nor marked thoughts."""
        text = str(chunk.text)
        self.chars += len(text)
        self.ending = next(
            (
                str(chunk.response_metadata[key]).lower()
                for key in _ENDING_KEYS
                if chunk.response_metadata.get(key)
            ),
            self.ending,
        )
        return self._note(self._thoughts.feed(text))

    def close(self) -> str:
        return self._note(self._thoughts.close())

    def _note(self, text: str) -> str:
        self.has_spoken |= bool(text.strip())
        return text


def choose_pause(attempt: int, *, first_s: float, chance: Callable[[], float] = random.random) -> float:
    """Give the seconds to wait after a failed try: doubling, with a random half off ("equal jitter").

    See M. Brooker, Exponential Backoff and Jitter, AWS Architecture Blog, 2015.
    """
    whole = min(LONGEST_PAUSE_S, first_s * 2.0**attempt)
    return whole / 2 + whole / 2 * chance()


def estimate_tokens(text: str) -> int:
    """Estimate the tokens of a text, Chinese or English: half its bytes in UTF-8, rounded up.

    That is 1.5 tokens a Chinese character and one for two Latin letters, which is meant to be more than the
    tokenizers of today's models give; only runs of digits and rare symbols may take more.
    """
    return (len(text.encode("utf-8", errors="replace")) + 1) // 2
