"""By which ways a message goes, in which order, and what a receipt changes."""

from datetime import UTC, datetime, timedelta
from itertools import product

import pytest

from domain.messages.channels import (
    APPS,
    DeliveryState,
    Receipt,
    Ways,
    advance_receipt,
    cannot_wait,
    delivery_state,
    following,
    others,
)
from domain.messages.notices import Channel, NoticeKind
from domain.messages.quiet_hours import NEAR

NOW = datetime(2031, 5, 5, 7, tzinfo=UTC)
SECOND = timedelta(seconds=1)
PUSH, WEB, SMS, MAIL = Channel.PUSH, Channel.WEB_PUSH, Channel.SMS, Channel.MAIL
ALL = frozenset({PUSH, WEB, SMS, MAIL})
QUEUED, SENT, DELIVERED, READ, FAILED = Receipt
MOVED, REMINDER = NoticeKind.MOVED_BY_COACH, NoticeKind.REMINDER
NEWS = NoticeKind.COACH_WELCOME


def test_a_way_is_used_that_is_there_and_wanted_and_set_up() -> None:
    assert Ways(True, ALL, ALL).open(ALL) == (PUSH, WEB, SMS, MAIL)
    assert Ways(True, ALL - {PUSH}, ALL).open(ALL) == (WEB, SMS, MAIL)
    assert Ways(True, ALL, ALL - {WEB}).open(ALL) == (PUSH, SMS, MAIL)
    assert Ways(True, ALL, ALL).open([MAIL, PUSH]) == (PUSH, MAIL)
    # A text message costs: it is wished for by name.
    assert Ways(True, ALL).open(ALL) == (PUSH, WEB, MAIL)
    assert Ways(True).open(ALL) == ()
    assert {PUSH, WEB} == APPS


@pytest.mark.parametrize(
    ("kind", "start", "prompt"),
    [
        (NoticeKind.LATE, None, True),
        (NoticeKind.WAIT_OFFER, None, True),
        (NoticeKind.CODE, None, True),
        (MOVED, NOW, True),
        (MOVED, NOW + NEAR - SECOND, True),
        (MOVED, NOW + NEAR, False),
        (MOVED, NOW - SECOND, False),
        (MOVED, None, False),
        (REMINDER, NOW, False),
        ("of_a_later_version", NOW, False),
    ],
)
def test_what_cannot_wait_is_asked_for_or_changes_what_is_near(
    kind: str, start: datetime | None, prompt: bool
) -> None:
    starts = [NOW + timedelta(days=3), *([start] if start else [])]
    assert cannot_wait(kind, starts, NOW) is prompt


@pytest.mark.parametrize(
    ("telegram", "kind", "near", "ways"),
    [
        (True, NEWS, True, ()),
        (True, MOVED, False, ()),
        (True, MOVED, True, (PUSH, WEB, SMS)),
        (True, REMINDER, True, ()),
        (False, NEWS, True, (PUSH, WEB, MAIL)),
        (False, MOVED, False, (PUSH, WEB, MAIL)),
        (False, MOVED, True, (PUSH, WEB, SMS, MAIL)),
        (False, REMINDER, False, (PUSH, WEB, SMS, MAIL)),
        (False, NoticeKind.BROADCAST, True, ()),
    ],
)
def test_a_letter_goes_in_place_of_the_chat_and_a_text_message_for_what_cannot_wait(
    telegram: bool, kind: str, near: bool, ways: tuple[Channel, ...]
) -> None:
    start = NOW if near else NOW + timedelta(days=3)
    assert others(Ways(telegram, ALL, ALL), kind, [start], NOW, ALL) == ways


def test_the_next_way_is_the_one_behind_and_telegram_is_before_all() -> None:
    ways = (PUSH, SMS, MAIL)
    assert following(Channel.TELEGRAM, ways) is PUSH
    assert following(PUSH, ways) is SMS
    assert following(WEB, ways) is SMS
    assert following(MAIL, ways) is None
    assert following(Channel.TELEGRAM, ()) is None


ADVANCES = """
none       queued sent delivered read failed
queued     sent delivered read failed
sent       delivered read failed
delivered  read
read
failed
"""


def test_receipts_only_advance_and_what_has_arrived_cannot_fail() -> None:
    rows = [line.split() for line in ADVANCES.strip().splitlines()]
    allowed = {(known, Receipt(receipt)) for known, *each in rows for receipt in each}
    for known, receipt in product((None, *Receipt), Receipt):
        news = receipt if (known or "none", receipt) in allowed else None
        assert advance_receipt(known, receipt) is news, (known, receipt)


@pytest.mark.parametrize(
    ("state", "receipt", "error", "became"),
    [
        ("waiting", None, None, DeliveryState.WAITING),
        ("sending", FAILED, None, DeliveryState.WAITING),
        ("failed", None, "refused", DeliveryState.FAILED),
        ("sent", FAILED, None, DeliveryState.FAILED),
        ("dropped", None, "unreachable", DeliveryState.UNREACHED),
        ("dropped", None, "elsewhere", DeliveryState.UNREACHED),
        ("dropped", None, "needless", DeliveryState.NEEDLESS),
        ("dropped", None, None, DeliveryState.NEEDLESS),
        ("sent", DELIVERED, None, DeliveryState.DELIVERED),
        ("sent", READ, None, DeliveryState.READ),
        ("sent", SENT, None, DeliveryState.SENT),
        ("sent", QUEUED, None, DeliveryState.SENT),
        ("sent", None, None, DeliveryState.SENT),
    ],
)
def test_what_became_of_a_message_by_one_way(
    state: str, receipt: str | None, error: str | None, became: DeliveryState
) -> None:
    assert delivery_state(state, receipt, error) is became
