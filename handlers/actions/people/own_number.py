"""A person proves by a code that a number is theirs, and gets messages there from then on."""

from collections.abc import Collection
from datetime import datetime, timedelta
from hashlib import sha256
from hmac import compare_digest
from secrets import randbelow
from typing import Any, Final

from domain.accounts.account_refusals import NoWayToWrite, TooManyCodes, WrongCode
from domain.accounts.identity import Identity, IdentityKind
from domain.messages.notices import Channel, NoticeKind
from domain.refusals import BadInput
from domain.roles import Actor, Door, Permission
from handlers.actions.accounts import telling
from handlers.actions.identities import recognizing
from handlers.actions.identities.codes import send_code
from handlers.actions.identities.recognizing import Recognition
from handlers.actions.once import once
from handlers.actions.person_log import write_down
from handlers.queries.accounts import code_numbers
from storage.accounts import phone_codes
from storage.people import contact_ways
from storage.services import business as stored_business
from storage.transactions import Database, Writer

LASTS: Final = timedelta(minutes=10)
MOST_TRIES: Final = 5  # of 1,000,000 codes
MOST_SENDS: Final = 3  # an hour: for one person, and to one number
# The daily limit for everybody together is that of account codes, but at least this many: members
# may prove a number even where strangers are sent nothing.
LEAST_A_DAY: Final = 50


async def ask(
    database: Database,
    number: Identity,
    *,
    available_channels: Collection[Channel],
    actor: Actor,
    key: str,
    now: datetime,
) -> None:
    """Send a code to the number, once per key. available_channels: those that are set up.

    Raises NoWayToWrite if there are no text messages, BadInput of `texted_number` for a number that
    cannot get them, TooManyCodes, BlockedPerson, NotAllowed.
    """
    actor.require(Permission.TALK)
    if Channel.SMS not in available_channels:
        raise NoWayToWrite(IdentityKind.PHONE)
    person_id = actor.unblocked_person()

    async def work(writer: Writer) -> dict[str, Any]:
        business = await stored_business.load(writer)
        if not await code_numbers.goes_to(writer, business, number.value, actor):
            raise BadInput("texted_number")
        of_all, first = await phone_codes.count_sent_in_a_day(writer, now)
        if first is not None and of_all >= max(business.sms_codes_per_day, LEAST_A_DAY):
            raise TooManyCodes(int((first + phone_codes.DAY).timestamp()))
        others = await phone_codes.count_sent_to(writer, number.value, person_id, now)
        before = await phone_codes.lock(writer, person_id)
        since = before.since if before else now
        mine = before.sends if before and since > now - phone_codes.HOUR else 0
        if max(mine, others) >= MOST_SENDS:
            raise TooManyCodes(int((since + phone_codes.HOUR).timestamp()))
        code, until = f"{randbelow(1_000_000):06}", now + LASTS
        digest = _digest(person_id, number.value, code)
        await phone_codes.keep(writer, person_id, number.value, digest, now, until)
        await send_code(writer, person_id, number, code, key=key, until=until, now=now)
        return {}

    await once(database, work, actor=actor, key=key, now=now)


async def show(
    database: Database, code: str, *, actor: Actor, key: str, now: datetime
) -> Recognition:
    """The code was read there: the number is theirs, and receives messages from now on.

    Returns what `recognizing.recognize` made of it. Raises WrongCode, which counts towards
    MOST_TRIES, BlockedPerson, NotAllowed.
    """
    actor.require(Permission.TALK)
    person_id = actor.unblocked_person()

    async def check(writer: Writer) -> dict[str, Any]:
        phone_code = await phone_codes.lock(writer, person_id)
        if phone_code is None or phone_code.until <= now or phone_code.tries >= MOST_TRIES:
            return {"number": None}
        if not compare_digest(phone_code.digest, _digest(person_id, phone_code.number, code)):
            await phone_codes.count_try(writer, person_id)
            return {"number": None}
        await phone_codes.mark_used(writer, person_id, now)
        return {"number": phone_code.number}

    # A wrong one is an outcome: a refusal would roll the count back.
    outcome = await once(database, check, actor=actor, key=f"{key}:code", now=now)
    if outcome["number"] is None:
        raise WrongCode
    number = Identity(IdentityKind.PHONE, outcome["number"])
    recognized = await recognizing.recognize(
        database, number, actor=actor, key=f"{key}:number", now=now
    )
    await want(database, Channel.SMS, True, actor=actor, key=f"{key}:sms", now=now)
    if actor.door is Door.HTTP:  # anybody in the chat has done it there
        await _tell(database, actor, key, now)
    return recognized


async def want(
    database: Database, channel: Channel, wanted: bool, *, actor: Actor, key: str, now: datetime
) -> None:
    """Turn a channel besides Telegram on or off for a person. Raises NotAllowed, BlockedPerson."""
    actor.require(Permission.TALK)
    person_id = actor.unblocked_person()

    async def work(writer: Writer) -> dict[str, Any]:
        contact = await contact_ways.of_person(writer, person_id)
        if contact is None or channel is Channel.TELEGRAM:
            return {}
        before = contact.ways.enabled_channels
        after = before | {channel} if wanted else before - {channel}
        if after != before:
            await contact_ways.want(writer, person_id, after)
            was, is_ = {"channels": sorted(before)}, {"channels": sorted(after)}
            await write_down(writer, person_id, "set_channels", was, is_, actor, now)
        return {}

    await once(database, work, actor=actor, key=key, now=now)


async def _tell(database: Database, actor: Actor, key: str, now: datetime) -> None:
    """They sign in by another number from now on, and are notified where they receive messages."""

    async def work(writer: Writer) -> dict[str, Any]:
        facts = {"changed": "phone", "at": now.isoformat(), "address": None}
        name = telling.unique_name("phone")
        await telling.tell(writer, NoticeKind.ACCOUNT_CHANGED, actor.person, name, facts, now)
        return {}

    await once(database, work, actor=actor, key=f"{key}:told", now=now)


def _digest(person_id: int, number: str, code: str) -> bytes:
    """Needs the code only the reader has; from the database alone, ten minutes to guess it."""
    return sha256(f"{person_id}:{number}:{code[:32]}".encode("utf-8", "replace")).digest()
