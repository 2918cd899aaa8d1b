"""The conversations, put together."""

import pytest

from domain.refusals import NotFound, Refusal
from handlers.chat.conversations import SCRIPT
from handlers.chat.frame.refusals import sentence
from handlers.chat.frame.script import Script, joined


def test_every_refusal_has_an_answer() -> None:
    assert set(SCRIPT.refusals) == set(Refusal.kinds.values())


def test_two_conversations_cannot_answer_the_same() -> None:
    one = Script(refusals={NotFound: sentence("menu.blocked")})
    with pytest.raises(ValueError, match="claimed twice"):
        joined(one, one)
