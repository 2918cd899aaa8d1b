"""A code proves that an account and a chat are one person's, and joins them.

An account's code is opened or typed in the chat, a chat's in the app: whoever does so has both.
They are joined as two records are (`handlers.actions.people.merging`): the account becomes part of
the chat's record, with all its bookings, and with its role. What keeps two records apart keeps
these apart, too.

A code is shown once, to the person who made it, and is in no stored outcome; a new one replaces it.
Wrong ones are counted, whatever comes of the request.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from domain.accounts.identity import IdentityKind
from domain.accounts.link_refusals import (
    AlreadyLinked,
    CannotLink,
    LinkCodeUsed,
    NoLinkCode,
    TooManyGuesses,
)
from domain.accounts.linking import LENGTH, LETTERS, VALID, LinkCode, digest, plain
from domain.messages.notices import Lane, NoticeKind
from domain.people.merging import SamePerson
from domain.refusals import NotFound
from domain.roles import Actor, Door, Permission, Role, outranks
from handlers.actions.accounts.devices import require_fresh
from handlers.actions.once import once
from handlers.actions.people import merging
from handlers.actions.person_log import write_down, write_role_down
from handlers.actions.programs import api_keys
from handlers.queries.people.merging import MergeCandidate, MergePair, pair_of
from storage.accounts import linking
from storage.messages import outbox
from storage.messages.outbox import OutboxMessage
from storage.people import identities, people, team
from storage.people import merging as records
from storage.people.people import Person
from storage.transactions import Database, Reader, Writer


@dataclass(frozen=True, slots=True)
class AccountSummary:
    """An account, as its holder knows it: its name, and its proven contacts."""

    name: str
    known_by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LinkedAccount:
    """They are one. coming: sessions that came with it and still stand."""

    account: AccountSummary
    coming: int = 0


async def make_code(database: Database, *, actor: Actor, now: datetime, fresh: bool = True) -> str:
    """A code of the actor's, for their chat, or in the chat for their account; valid for ten
    minutes.

    fresh: they have just proved who they are, as whoever links a chat to an account has the account
    for good. Any earlier code is void. Raises SignInAgain, AlreadyLinked, NotAllowed, NotFound,
    BlockedPerson.
    """
    actor.require(Permission.TALK)
    require_fresh(fresh=fresh)
    code = "".join(secrets.choice(LETTERS) for _ in range(LENGTH))

    async def work(writer: Writer) -> None:
        me = await people.lock(writer, actor.person)
        if me is None:
            raise NotFound
        from_chat = actor.door is Door.CHAT
        if me.telegram_id is not None and not from_chat:
            raise AlreadyLinked
        await linking.add(writer, digest(code), me.id, from_chat=from_chat, expires_at=now + VALID)

    await database.write(work)
    return code


async def look(
    database: Database, raw_code: str, *, actor: Actor, now: datetime
) -> AccountSummary | LinkedAccount:
    """The account whose code somebody opened or typed in the chat, to ask whether it is theirs.

    LinkedAccount if they have already said so. Raises NoLinkCode, LinkCodeUsed, LinkCodeExpired,
    AlreadyLinked, TooManyGuesses, NotAllowed, BlockedPerson.
    """
    actor.require(Permission.TALK)

    async def work(writer: Writer) -> AccountSummary | LinkedAccount | None:
        link_code = await _find_code(writer, raw_code, actor, now)
        if link_code is None:
            return None
        if link_code.used_by == actor.person:
            return LinkedAccount(await _account(writer, actor.person))
        link_code.check(now)
        maker = await people.by_id(writer, link_code.person_id)
        if maker is not None and maker.telegram_id is not None:
            raise AlreadyLinked
        return await _account(writer, link_code.person_id)

    account = await database.write(work)
    if account is None:
        raise NoLinkCode
    return account


async def link(
    database: Database,
    raw_code: str,
    *,
    actor: Actor,
    key: str,
    now: datetime,
    fresh: bool = True,
) -> LinkedAccount:
    """The code is the actor's, too: join their account and their chat.

    fresh: as in `make_code`. Repeated by the same person, nothing changes. Raises SignInAgain,
    NoLinkCode, LinkCodeUsed, LinkCodeExpired, AlreadyLinked, CannotLink, TooManyGuesses,
    NotAllowed, BlockedPerson.
    """
    actor.require(Permission.TALK)
    require_fresh(fresh=fresh)

    async def work(writer: Writer) -> dict[str, Any]:
        # Identities change one at a time, as in a merge.
        await team.hold_roles(writer)
        link_code = await _find_code(writer, raw_code, actor, now)
        if link_code is None:
            return {"person": None}
        if link_code.used_by == actor.person:
            return {"person": actor.person, "coming": 0}
        link_code.check(now)
        return await _link(writer, link_code, actor, now)

    outcome = await once(database, work, actor=actor, key=key, now=now)
    if outcome["person"] is None:
        raise NoLinkCode
    async with database.read() as reader:
        return LinkedAccount(await _account(reader, outcome["person"]), outcome["coming"])


async def refuse(database: Database, raw_code: str, *, actor: Actor, now: datetime) -> None:
    """The person who opened the code says that it is not theirs: it becomes void.

    Raises TooManyGuesses, NotAllowed, BlockedPerson.
    """
    actor.require(Permission.TALK)

    async def work(writer: Writer) -> None:
        link_code = await _find_code(writer, raw_code, actor, now)
        if link_code is not None:
            await linking.drop(writer, link_code.id)
            of, after = link_code.person_id, {"refused": True}
            await write_down(writer, of, "refuse_link", {}, after, actor, now)

    await database.write(work)


async def _find_code(writer: Writer, raw_code: str, actor: Actor, now: datetime) -> LinkCode | None:
    """The code made on the other side. None if there is none, which is counted."""
    await people.lock(writer, actor.person)
    tries = await linking.tries(writer, actor.person)
    until = tries.waits_until(now) if tries else None
    if until is not None:
        raise TooManyGuesses(int(until.timestamp()))
    code = plain(raw_code)
    link_code = None if code is None else await linking.hold(writer, digest(code))
    if link_code is None or link_code.from_chat is (actor.door is Door.CHAT):
        await linking.miss(writer, actor.person, now)
        return None
    return link_code


async def _link(writer: Writer, link_code: LinkCode, actor: Actor, now: datetime) -> dict[str, Any]:
    both_ids = (actor.person, link_code.person_id)
    # Another code may have joined them, perhaps at this very moment.
    ids = sorted({await records.surviving_id(writer, id_) for id_ in both_ids})
    locked = {id_: await people.lock(writer, id_) for id_ in ids}
    if len(ids) == 1:
        await linking.use(writer, link_code.id, ids[0])
        return {"person": ids[0], "coming": 0}
    account, chat = ids if locked[ids[0]] and _without_chat(locked[ids[0]]) else ids[::-1]
    if not _without_chat(locked[account]):
        raise AlreadyLinked
    if _without_chat(locked[chat]):
        raise NoLinkCode  # they have been erased meanwhile
    # Once this returns, pending writes to the account are done.
    await records.hold(writer, account)
    pair = await _pair(writer, account, chat, now)
    role = pair.record.person.role
    counts = await merging.join(writer, pair, "link", actor, now)
    await _keep_role(writer, pair.survivor, role, actor, now)
    await api_keys.settle(writer, chat, actor, now)
    await linking.use(writer, link_code.id, chat)
    if actor.door is not Door.CHAT:
        await outbox.enqueue(writer, [_linked_message(pair, link_code, now)])
    return {"person": chat, "coming": counts.upcoming}


async def _pair(writer: Writer, account: int, chat: int, now: datetime) -> MergePair:
    try:
        pair = await pair_of(writer, account, chat, now)
    except SamePerson:
        raise LinkCodeUsed from None
    if pair.apart is not None:
        raise CannotLink(pair.apart.code)
    if pair.survivor.person.id != chat:
        raise CannotLink("two_chats")
    return pair


async def _keep_role(
    writer: Writer, candidate: MergeCandidate, role: Role | None, actor: Actor, now: datetime
) -> None:
    """Somebody on the team by their account stays on it: they have proved to be both, and nobody is
    left without an admin by it."""
    person = candidate.person
    if role is not None and outranks(role, person.role):
        await people.set_role(writer, person.id, role)
        await write_role_down(writer, person, role, "keep_role", actor, now)


def _linked_message(pair: MergePair, link_code: LinkCode, now: datetime) -> OutboxMessage:
    """Tell the chat what was done elsewhere."""
    kind = NoticeKind.ACCOUNT_LINKED
    facts = {"known_by": [one.identity.value for one in pair.record.identities if one.verified_at]}
    person = pair.survivor.person.id
    return OutboxMessage(f"{kind}:{link_code.id}", person, kind, facts, Lane.INTERACTIVE, now)


async def _account(reader: Reader, person_id: int) -> AccountSummary:
    person = await people.by_id(reader, person_id)
    if person is None:
        raise NoLinkCode
    known_identities = await identities.of_person(reader, person_id)
    verified_identities = (
        one
        for one in known_identities
        if one.verified_at and one.identity.kind is not IdentityKind.TELEGRAM
    )
    return AccountSummary(person.name, tuple(one.identity.value for one in verified_identities))


def _without_chat(person: Person | None) -> bool:
    if person is None:
        raise NoLinkCode
    return person.telegram_id is None
