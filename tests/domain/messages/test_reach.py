"""Whether somebody hears what they are told, whoever asks, and which visit of theirs it is."""

from datetime import UTC, datetime
from itertools import product

import pytest

from domain.appointments.history import Standing
from domain.messages.awareness import Contact, Hearing
from domain.messages.reach import Reach

GONE = datetime(2026, 3, 2, tzinfo=UTC)


@pytest.mark.parametrize(("away", "email", "app", "mails"), list(product((False, True), repeat=4)))
def test_somebody_hears_by_chat_by_an_app_or_by_mail_where_there_is_any(
    away: bool, email: bool, app: bool, mails: bool
) -> None:
    since = GONE if away else None
    by_mail = email and mails

    assert Reach(1, since, True, email, app=app).hears(mails=mails) == (not away or app or by_mail)
    contact = Contact(since, True, "+4930901820", "mia@example.org" if email else None)
    assert contact.hears(mails=mails) == (not away or by_mail)


def test_who_is_said_nothing_else_of_is_known_by_telegram_and_has_no_app() -> None:
    assert (Reach(1, None, True, True).chat, Reach(1, None, True, True).app) == (True, False)
    assert not Hearing(Contact(None, True)).reminded


def test_a_visit_counts_those_before_it() -> None:
    assert [Standing(earlier, 0).visit for earlier in (0, 1, 9)] == [1, 2, 10]
