"""Last looks: a coach's last slots, each kept for one of many people, who do what people do.

In each round five slots are kept for five:

    books     presses "confirm" in time                            has it
    types     a note first, and confirms then                      has it
    leaves    turns to something else                              somebody else has it
    is late   confirms when it is no longer kept                   whoever is faster has it
    blocked   meanwhile, by the business, and confirms             somebody else has it, later

All others press "confirm" under what they saw of their slot, at the same moment as those five. Then
the time it was kept for is over, and they look again.
"""

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import chain
from typing import Final

from bot.playground import chat_actions
from domain.services.catalogue import Coach
from domain.services.service import Service
from handlers.buttons.links import Book, PickSlot
from handlers.buttons.press import Press
from handlers.chat.customer.note import AddNote
from handlers.chat.customer.summary import Confirm
from handlers.wording.words import words_for
from tests.chaos.fleet import Fleet
from tests.chaos.promises import CODE
from tests.chaos.rush import Waiting, press_all
from tests.chaos.witness import SentUpdate
from tests.claimed import UNKEPT

LOOKS: Final = 200
KINDS: Final = ("books", "types", "leaves", "is late", "blocked")
IN_TIME: Final = ("books", "types")
MINUTES: Final = 5  # that a slot is kept
TRIES: Final = 8  # of looking again: a killed replica has yet to hear what time it is
KEPT: Final = words_for("en", None, "en").label("book.kept_until", until="").rstrip(" .")
HELD: Final = """
SELECT extract(epoch FROM h.starts_at)::bigint, p.telegram_id
FROM claims c JOIN holds h ON (h.coach_id, h.holder_id) = (c.resource_id, c.holder_id)
JOIN people p ON p.id = h.person_id
WHERE c.reason = 'hold' AND c.resource_id = $1 AND c.expires_at > $2::timestamptz
"""
BOOKED: Final = """
SELECT p.telegram_id, a.code, extract(epoch FROM a.starts_at)::bigint, a.coach_id = $1
FROM appointments a JOIN people p ON p.id = a.customer_id
WHERE a.status IN ('pending', 'confirmed')
"""
BLOCK: Final = """
UPDATE people SET blocked_at = $2::timestamptz WHERE telegram_id = ANY ($1::bigint[])
"""


@dataclass
class Rounds:
    """What came of all rounds. looks: at once, in each. kept: for how many people each slot was;
    had: how many booked it in the end. hits: kills before an answer.

    stolen: slots that went to somebody other than the person they were kept for; let_down: people
    who confirmed in time and do not have theirs. untrue: what people were told that is not so.
    left: what is kept for ever, or for nobody. All but the numbers are sentences.
    """

    looks: int = LOOKS
    kept: list[int] = field(default_factory=list)
    had: list[int] = field(default_factory=list)
    kills: int = 0
    hits: int = 0
    stolen: list[str] = field(default_factory=list)
    let_down: list[str] = field(default_factory=list)
    untrue: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Slots:
    """The last slots of a coach's day: starts, epoch seconds."""

    service: Service
    coach: Coach
    starts: Sequence[int]

    def look(self, start: int) -> PickSlot:
        return PickSlot(self.service.id, self.coach.id, 0, start // 60)

    def note(self, start: int) -> AddNote:
        return AddNote(self.service.id, self.coach.id, start // 60)

    def confirm(self, start: int) -> Confirm:
        service = self.service
        return Confirm(service.id, self.coach.id, start // 60, service.price.minor)


Wanted = Sequence[tuple[Waiting, int]]
"""People, and the start each of them is after."""


@dataclass(frozen=True, slots=True)
class Round:
    """Five slots, and who is after them."""

    fleet: Fleet
    name: str
    draw: random.Random
    found: Rounds
    slots: Slots

    async def live(self, crowd: Sequence[Waiting]) -> None:
        slots, starts = self.slots, self.slots.starts
        wanted = [(one, starts[number % len(starts)]) for number, one in enumerate(crowd)]
        looks = await press_all(self.fleet, [(one, slots.look(start)) for one, start in wanted])
        held = await self._holders()
        self._compare(looks, held)
        self.found.kept += [len(held[start]) for start in starts]
        self.found.left += await unkept(self.fleet)
        kinds = dict(zip(starts, self.draw.sample(KINDS, len(KINDS)), strict=True))
        # Several for one slot, which only a missing guard allows, do the same.
        roles = {who: kinds[start] for start in starts for who in held[start]}
        await self._act(wanted, roles)
        await self._judge(held, kinds)
        await let_holds_lapse(self.fleet)
        for attempt in range(TRIES):
            if not await self._look_again(wanted, roles, late=not attempt):
                break
        booked = await self._bookings()
        self.found.had += [sum(at == start for _, at in booked) for start in starts]
        await self._block(roles, None)

    async def _act(self, wanted: Wanted, roles: Mapping[int, str]) -> None:
        """What the five do, while all others try to get their slots."""
        fleet, slots = self.fleet, self.slots
        typing = [(one, start) for one, start in wanted if roles.get(_id(one)) == "types"]
        await press_all(fleet, [(one, slots.note(start)) for one, start in typing])

        def write() -> None:
            for (chat, _), _ in typing:
                chat_actions.send(fleet.world, chat, {"text": "My knee hurts."})

        await fleet.taken(write)
        await self._block(roles, fleet.witness.moment())
        rush: list[tuple[Waiting, Press]] = []
        for one, start in wanted:
            role = roles.get(_id(one))
            if role != "is late":
                rush.append((one, Book() if role == "leaves" else slots.confirm(start)))
        self.draw.shuffle(rush)
        await self._press(rush)

    async def _judge(self, held: Mapping[int, Sequence[int]], kinds: Mapping[int, str]) -> None:
        """While it is kept, nobody else has it, and whoever confirmed has it."""
        booked = await self._bookings()
        for start, kind in kinds.items():
            theirs, has = set(held[start]), {who for who, at in booked if at == start}
            what = f"{self.name}, {kind}: kept for {theirs}, booked by {has}"
            if kind != "leaves" and has - theirs:
                self.found.stolen.append(what)
            if (kind in IN_TIME) != bool(has & theirs):
                self.found.let_down.append(what)

    async def _look_again(self, wanted: Wanted, roles: Mapping[int, str], *, late: bool) -> bool:
        """All who have none look at the slots left and confirm; whether there were any.

        late: the one who came too late confirms without looking.
        """
        gone = {start for _, start in await self._bookings()}
        left = [
            (one, start)
            for one, start in wanted
            if start not in gone and roles.get(_id(one)) != "blocked"
        ]
        rush: list[tuple[Waiting, Press]] = []
        for one, start in left:
            comes = late and roles.get(_id(one)) == "is late"
            rush.append((one, self.slots.confirm(start) if comes else self.slots.look(start)))
        looks = await self._press(rush)
        held = await self._holders()
        self._compare(looks, held)
        holding = set(chain.from_iterable(held.values()))
        await self._press(
            [(one, self.slots.confirm(start)) for one, start in left if _id(one) in holding]
        )
        return bool(left)

    async def _press(self, rush: Sequence[tuple[Waiting, Press]]) -> list[SentUpdate]:
        """These presses; whoever has booked by then must be told so, and nobody else."""
        if not rush:
            return []
        presses = await press_all(self.fleet, rush)
        rows = await self._rows()
        codes = {who: code for who, code, start, here in rows if here and self._asked_for(start)}
        known = {(who, code) for who, code, _, _ in rows}
        for sent in presses:
            text, who = str(sent.screen.get("text")), sent.person
            shown = CODE.search(text)
            code = shown[1] if shown else ""
            # Whoever is refused may still see what they booked in an earlier round.
            stale = who not in codes and (who, code) in known
            if code != codes.get(who, "") and not stale:
                self.found.untrue.append(f"{self.name}: {who} has {codes.get(who)}, saw {text!r}")
            if sent.taken_at is None:
                self.found.errors.append(f"{self.name}: {sent.data} was never taken")
        return presses

    def _compare(self, looks: Iterable[SentUpdate], held: Mapping[int, Sequence[int]]) -> None:
        """Compare whom something is now kept for with who is told so."""
        people = {one.person for one in looks if KEPT in str(one.screen.get("text"))}
        kept = set(chain.from_iterable(held.values()))
        if people != kept:
            self.found.untrue.append(f"{self.name}: kept for {kept}, and {people} are told so")

    async def _holders(self) -> dict[int, list[int]]:
        """Whom each slot is kept for."""
        held: dict[int, list[int]] = {start: [] for start in self.slots.starts}
        now = self.fleet.witness.moment()
        async with self.fleet.database.read() as reader:
            for start, who in await reader.fetch(HELD, self.slots.coach.id, now):
                held[start].append(who)
        return held

    async def _bookings(self) -> list[tuple[int, int]]:
        """Who has which of the slots."""
        rows = await self._rows()
        return [(who, start) for who, _, start, here in rows if here and self._asked_for(start)]

    async def _rows(self) -> list[tuple[int, str, int, bool]]:
        """All bookings: whose, code, start, and whether with this coach."""
        async with self.fleet.database.read() as reader:
            return [(*row,) for row in await reader.fetch(BOOKED, self.slots.coach.id)]

    def _asked_for(self, start: int) -> bool:
        return start in self.slots.starts

    async def _block(self, roles: Mapping[int, str], since: datetime | None) -> None:
        """The business blocks this round's person; since: None unblocks them."""
        people = [who for who, role in roles.items() if role == "blocked"]
        await self.fleet.database.write(lambda writer: writer.fetch(BLOCK, people, since))


async def let_holds_lapse(fleet: Fleet) -> None:
    """Let enough time pass that nothing now kept still is."""
    await fleet.advance_all(timedelta(minutes=MINUTES, seconds=1))


async def unkept(fleet: Fleet) -> list[str]:
    """What is kept for nobody, or for longer than anything should be, each in a sentence."""
    async with fleet.database.read() as reader:
        return [one for (one,) in await reader.fetch(UNKEPT, fleet.witness.moment())]


def _id(one: Waiting) -> int:
    return one[0].person.id
