"""The one call of the Bot API that rides on a webhook's answer: one request less for each press.

Telegram carries it out once it has our 200 and tells nobody the result, so only a call whose result
does not matter may go that way: the answer to a press.
"""

import asyncio
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Final

CARRIED: Final = frozenset({"answerCallbackQuery"})
# The 200 comes after the reply. If that takes long, the spinner must not wait for it.
PATIENCE: Final = 1.0

CallPayload = dict[str, Any]


class WebhookReply:
    """Room for one call in the answer to one update; closed once that answer is on its way."""

    def __init__(self, patience: float) -> None:
        """patience: seconds a call waits here."""
        self._patience = patience
        self._call: CallPayload | None = None
        self._late: asyncio.TimerHandle | None = None
        self._closed = False

    def carry(self, method: str, payload: Mapping[str, Any], otherwise: Callable[[], None]) -> bool:
        """Whether it takes the call. `otherwise` sends the call after all if the answer is slow."""
        if self._closed or method not in CARRIED:
            return False
        self._closed = True
        self._call = {"method": method, **payload}

        def give_up() -> None:
            if self.close() is not None:
                otherwise()

        self._late = asyncio.get_running_loop().call_later(self._patience, give_up)
        return True

    def close(self) -> CallPayload | None:
        """The call in it, with its method, in Telegram's form; from now on it takes none."""
        self._closed = True
        call, self._call = self._call, None
        if self._late is not None:
            self._late.cancel()
        return call


_current: ContextVar[WebhookReply | None] = ContextVar("webhook_reply", default=None)


@contextmanager
def open_reply(patience: float = PATIENCE) -> Iterator[WebhookReply]:
    """The answer for whatever is done in this block, including the tasks it starts.

    patience: seconds a call waits in it.
    """
    reply = WebhookReply(patience)
    token = _current.set(reply)
    try:
        yield reply
    finally:
        _current.reset(token)


def current() -> WebhookReply | None:
    """The answer to the update being handled; None with polling."""
    return _current.get()
