"""Deletes what is no longer needed: kind by kind, in batches."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Final, TypeAlias

import structlog

from bot.timing import timer
from domain.accounts.account_codes import KEPT as CODES_KEPT
from domain.accounts.lockout import KEPT as ATTEMPTS_KEPT
from domain.accounts.sign_in import KEPT as SIGN_INS_KEPT
from domain.business.retention import RecordKind, Retention
from domain.coaches.applications import KEPT as APPLICATIONS_KEPT
from domain.coaches.invites import KEPT as INVITES_KEPT
from domain.programs.webhooks import KEPT as WEBHOOKS_KEPT
from domain.roles import SYSTEM
from domain.working_hours.leave import LEAVE_KEPT
from handlers.actions.business import retention as retention_actions
from storage import idempotency
from storage.accounts import (
    account_codes,
    linking,
    login_attempts,
    login_log,
    phone_codes,
    sign_ins,
    telegram_login,
)
from storage.appointments import cards, correspondence, notes
from storage.batches import BATCH
from storage.business import dead_letters, retention
from storage.coaches import applications, invites
from storage.messages import broadcasts, outbox, rate_limits, sms_tallies
from storage.people import customer_notes, flags, team_notes
from storage.programs import api_requests, webhook_deliveries
from storage.rescues import rescues
from storage.rescues.rescues import KEPT as RESCUES_KEPT
from storage.services import forms
from storage.transactions import Database
from storage.transfer import exports, imports, kept_files
from storage.waitlist import waits
from storage.working_hours import leave

log = structlog.get_logger(__name__)

# Telegram may send an update again for a day, and after a week without updates ids start over.
HANDLED_KEPT: Final = timedelta(days=8)
SENT_KEPT: Final = timedelta(days=30)
# What people wrote is kept only as long as a retry makes sense; outcomes outlive it by a day, so
# that a late retry does nothing twice.
UPDATES_KEPT: Final = timedelta(days=7)
ANSWERS_KEPT: Final = timedelta(days=30)
REQUESTS_KEPT: Final = timedelta(days=1)
TALLIES_KEPT: Final = timedelta(days=2)
# Expired codes: for a while, people who open one are told so.
SPENT_KEPT: Final = timedelta(days=1)
COSTS_KEPT: Final = timedelta(days=400)
# Files to be downloaded; they can be made again.
FETCHED_KEPT: Final = timedelta(days=3)
# Seconds between two batches: what people are waiting for goes first.
BREATH: Final = 0.1

Forget: TypeAlias = Callable[[], Awaitable[int]]


async def clean_up(database: Database, now: datetime) -> None:
    """Delete what is no longer needed, some kinds after a time the business has chosen.

    Raises DatabaseAway, with nothing deleted, if that setting cannot be read. If a kind cannot be
    deleted, this is logged, and the others are still deleted.
    """
    async with database.read() as reader:
        policy = await retention.current(reader)
    for kind, forget in _kinds(database, now, policy).items():
        await timer.run(f"clean_up {kind}", partial(_forget, kind, forget))


def _kinds(database: Database, now: datetime, policy: Retention) -> Mapping[str, Forget]:
    """How to delete a batch of each kind; each returns how many there were.

    These are: updates in dead letters; keys of updates that cannot come again; old messages; notes
    for past slots; leave, rescues, cards and places in line that are long over; old correspondence,
    notes and broadcasts; old applications and coach links; schedules of idle chats; old tallies of
    holds; answers for repeated requests; old sign-ins and login logs; expired codes; old costs of
    text messages; webhook deliveries; unused files.
    """
    write = database.write

    def older(kind: RecordKind, forget: Callable[..., Awaitable[int]]) -> Forget:
        """Delete what is older than the business keeps it."""
        before = policy.before(kind, now)
        return _nothing if before is None else partial(write, partial(forget, before=before))

    people_before = policy.before(RecordKind.PEOPLE, now)
    return {
        "letters": partial(write, partial(dead_letters.forget_updates, before=now - UPDATES_KEPT)),
        "keys": partial(write, partial(idempotency.forget_older, before=now - HANDLED_KEPT)),
        "messages": older(RecordKind.MESSAGES, outbox.forget_older),
        "notes": partial(write, partial(notes.forget_past, before=now)),
        "answers": partial(write, partial(forms.forget_old, before=now - ANSWERS_KEPT)),
        "leave": partial(write, partial(leave.forget_past, before=now - LEAVE_KEPT)),
        "waits": partial(write, partial(waits.forget_closed, before=now - SENT_KEPT)),
        "words": older(RecordKind.CONVERSATIONS, correspondence.forget_older),
        "complaints": older(RecordKind.CONVERSATIONS, correspondence.forget_reports),
        "customer_notes": older(RecordKind.NOTES, customer_notes.forget_old),
        "team_notes": older(RecordKind.NOTES, team_notes.forget_old),
        "broadcasts": older(RecordKind.NEWS, broadcasts.forget_older),
        "exports": older(RecordKind.FILES, exports.forget_older),
        "files": partial(write, partial(kept_files.forget_older, before=now - FETCHED_KEPT)),
        "imports": older(RecordKind.FILES, imports.forget_older),
        "session_words": older(RecordKind.BOOKINGS, retention.forget_words),
        "people": _nothing
        if people_before is None
        else partial(_forget_people, database, people_before, now),
        "applications": partial(
            write, partial(applications.forget_old, before=now - APPLICATIONS_KEPT)
        ),
        "invites": partial(write, partial(invites.forget_older, before=now - INVITES_KEPT)),
        "link_codes": partial(write, partial(linking.forget_older, before=now - SPENT_KEPT)),
        "link_tries": partial(write, partial(linking.forget_tries, before=now - SPENT_KEPT)),
        "login_states": partial(write, partial(telegram_login.forget_states, before=now)),
        "launches": partial(write, partial(telegram_login.forget_launches, before=now)),
        "rescues": partial(write, partial(rescues.forget_older, before=now - RESCUES_KEPT)),
        "api_requests": partial(
            write, partial(api_requests.forget_older, before=now - REQUESTS_KEPT)
        ),
        "sms_tallies": partial(write, partial(sms_tallies.forget_older, before=now - COSTS_KEPT)),
        "phone_codes": partial(
            write, partial(phone_codes.forget_older, before=now - phone_codes.DAY)
        ),
        "tallies": partial(write, partial(flags.forget_tallies, before=now - TALLIES_KEPT)),
        "sign_ins": partial(write, partial(sign_ins.forget_older, before=now - SIGN_INS_KEPT)),
        "logins": partial(write, partial(login_log.forget_older, before=now - SIGN_INS_KEPT)),
        "attempts": partial(
            write, partial(login_attempts.forget_older, before=now - ATTEMPTS_KEPT)
        ),
        "codes": partial(write, partial(account_codes.forget_older, before=now - CODES_KEPT)),
        "webhooks": partial(
            write, partial(webhook_deliveries.forget_older, before=now - WEBHOOKS_KEPT)
        ),
        "cards": partial(write, partial(cards.forget_older, before=now - SENT_KEPT)),
        "chats": partial(_forget_idle_chats, database),
    }


async def _nothing() -> int:
    return 0


async def _forget_people(database: Database, before: datetime, now: datetime) -> int:
    return await retention_actions.forget_people(database, before, actor=SYSTEM, now=now)


async def _forget(kind: str, forget: Forget) -> None:
    """Delete everything of a kind. This ends: rows are deleted faster than they expire."""
    forgotten = batch = await forget()
    while batch == BATCH:
        await asyncio.sleep(BREATH)
        batch = await forget()
        forgotten += batch
    log.info("tick.clean_up", kind=kind, forgotten=forgotten)


async def _forget_idle_chats(database: Database) -> int:
    async with database.autocommit() as autocommit:
        return await rate_limits.forget_idle(autocommit)
