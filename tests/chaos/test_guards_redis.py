"""Row 6 without its guard: the count at Telegram shows replicas that ignore limits."""

import pytest

from tests.chaos import pace
from tests.chaos.rows import redis_faults
from tests.chaos.witness import Call

SEED = 20261120


@pytest.mark.guard
@pytest.mark.timeout(400)
async def test_replicas_that_keep_to_no_limit_send_too_much_at_once_and_to_a_chat() -> None:
    figures = await redis_faults.bad_days(SEED, rounds=1, guard="rates")

    missed = {figure.what.partition(" ")[0] for figure in figures if not figure.met}
    assert missed >= {"most", "sooner"}, figures


def calls_at(*times: float, chat: int = 7001) -> list[Call]:
    return [Call(at, "sendmessage", {"chat_id": chat}, 200, None) for at in times]


def test_a_chat_is_hurried_by_what_comes_within_its_second_and_by_no_other_chats() -> None:
    calls = sorted(
        [*calls_at(0, 0.5, 1.5), *calls_at(0.2, 1.3, chat=7002)], key=lambda call: call.at
    )

    assert pace.violations(calls) == ["chat 7001 got two messages within 500 ms"]


def test_edits_and_answers_to_presses_are_no_messages() -> None:
    methods = ("editmessagetext", "answercallbackquery", "sendchataction", "senddocument")
    calls = [Call(0, method, {"chat_id": 1}, 200, None) for method in methods]

    assert [call.method for call in pace.messages(calls)] == ["senddocument"]
