"""Two records that may be one person's: what each is, which stays, and what keeps them apart."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final
from zlib import crc32

from domain.accounts.identity import IdentityKind
from domain.appointments.appointment import Appointment
from domain.people.merging import (
    BookedTwice,
    BothAct,
    MergeSide,
    OwnCustomer,
    SamePerson,
    check,
    survivor_first,
)
from domain.refusals import NotFound, Refusal
from domain.roles import Actor, Permission
from storage.appointments import appointments
from storage.people import identities, merging, person_cards
from storage.people.identities import KnownIdentity
from storage.people.people import Person
from storage.people.person_cards import BookingCounts
from storage.transactions import Database, Reader

MOST_CLASHES: Final = 5


@dataclass(frozen=True, slots=True)
class MergeCandidate:
    """One of the two."""

    person: Person
    history: BookingCounts
    identities: Sequence[KnownIdentity]

    @property
    def side(self) -> MergeSide:
        return MergeSide(
            self.person.id,
            self.person.telegram_id is not None,
            self.person.coach_id is not None,
            any(one.verified_at for one in self.identities),
        )


@dataclass(frozen=True, slots=True)
class MergePair:
    """survivor: who stays. record: who is merged into them. apart: what prevents that, or None.
    clashes: sessions of both that overlap."""

    survivor: MergeCandidate
    record: MergeCandidate
    apart: Refusal | None = None
    clashes: tuple[tuple[Appointment, Appointment], ...] = ()

    @property
    def mark(self) -> int:
        """A mark that changes when either record does."""
        # A change of name, or of reach, makes no difference.
        halves = [
            (one.person.id, one.person.roles, one.person.blocked, one.history, one.identities)
            for one in (self.survivor, self.record)
        ]
        roles = [(i, sorted(r), b, h, k) for i, r, b, h, k in halves]
        return crc32(repr(roles).encode())


async def pair(
    database: Database, one: int, other: int, *, actor: Actor, now: datetime
) -> MergePair:
    """Two records as they are. Raises NotFound, NotAllowed, SamePerson."""
    actor.require(Permission.MERGE)
    async with database.read() as reader:
        return on_word(await pair_of(reader, one, other, now))


def on_word(pair: MergePair) -> MergePair:
    """The same if nobody has proved to be both: on an admin's word, nobody who can act is merged
    into another who can."""
    if pair.apart is None and pair.survivor.side.acts and pair.record.side.acts:
        return replace(pair, apart=BothAct((pair.survivor.person.id, pair.record.person.id)))
    return pair


async def pair_of(reader: Reader, one: int, other: int, now: datetime) -> MergePair:
    """The same inside a transaction."""
    first, second = [await _candidate(reader, id_, now) for id_ in (one, other)]
    if first.person.id == second.person.id:
        raise SamePerson(first.person.id)
    stays, _ = survivor_first(first.side, second.side)
    survivor, record = (first, second) if stays == first.side else (second, first)
    try:
        check(survivor.side, record.side)
    except Refusal as apart:
        return MergePair(survivor, record, apart)
    ids = survivor.person.id, record.person.id
    for customer, coach in (ids, ids[::-1]):
        if await merging.has_with(reader, customer, coach, now):
            return MergePair(survivor, record, OwnCustomer(ids))
    clashes = tuple(await merging.overlapping(reader, *ids, now, MOST_CLASHES))
    if clashes:
        return MergePair(
            survivor, record, BookedTwice(ids, clashes), await _sessions(reader, clashes)
        )
    return MergePair(survivor, record)


async def _candidate(reader: Reader, person_id: int, now: datetime) -> MergeCandidate:
    person = await merging.person(reader, person_id)
    if person is None:
        raise NotFound
    history = await person_cards.history(reader, person.id, now)
    known_identities = await identities.of_person(reader, person.id)
    return MergeCandidate(
        person,
        history,
        [one for one in known_identities if one.identity.kind is not IdentityKind.TELEGRAM],
    )


async def _sessions(
    reader: Reader, clashes: Sequence[tuple[int, int]]
) -> tuple[tuple[Appointment, Appointment], ...]:
    pairs = []
    for pair_ in clashes:
        one, other = [await appointments.by_id(reader, id_) for id_ in pair_]
        if one is not None and other is not None:
            pairs.append((one, other))
    return tuple(pairs)
