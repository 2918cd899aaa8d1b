"""One look at all waitlists: which coaches have something to offer, and who waits in vain.

A settled look is remembered with everything that free starts follow from (see
`handlers.queries.starts.free_starts`): while that is the same, nothing can have come free, and the
coach is not looked at again. It lives in the process, and is lost with it: the next one looks at
all of them.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final

from domain.messages.notices import Channel
from domain.refusals import NoLongerOffered
from domain.roles import Actor, Permission
from domain.services.catalogue import Catalogue
from domain.starts.constraints import NONE
from domain.starts.occupancy import digest
from domain.starts.slots import Offered, horizon
from domain.time.spans import epoch, moment
from domain.waitlist.waitlist import WaitState
from handlers.actions import wait_log
from handlers.actions.waitlist import waitlist, waitlist_messages, waitlist_offers
from handlers.actions.waitlist.freed_times import WaitedService, done_by
from handlers.queries.starts.free_starts import FREE
from handlers.queries.starts.shop import Shop
from storage.faults import DatabaseAway
from storage.transactions import Database, Writer
from storage.waitlist import wait_offers, waits
from storage.waitlist.waits import Wait, WaitKey

BATCH: Final = 100
_DAY: Final = 86400
_REACH: Final = timedelta(days=2)


class WaitlistWatch:
    """One process's looks. anybody: whether anyone stood in a line at the last of them."""

    def __init__(
        self, database: Database, shop: Shop, available_channels: Collection[Channel]
    ) -> None:
        """available_channels: those besides Telegram that are set up."""
        self._database = database
        self._shop = shop
        self._offered = available_channels
        self._settled: dict[int, Any] = {}
        self.anybody = True

    async def look(self, *, actor: Actor, now: datetime) -> int:
        """Hand on all that has come free; how many were told. Idempotent.

        If nobody waits, this is one query. A fault with one coach does not keep people from the
        others' times; faults are raised together at the end.
        """
        actor.require(Permission.TIME)
        async with self._database.read() as reader:
            lines, ending_coach_ids = await wait_offers.waited_for(reader, now, self._offered)
        self.anybody = bool(lines or ending_coach_ids)
        if not self.anybody:
            self._settled.clear()
            return 0
        catalogue = await self._shop.catalogue()
        await self._close(catalogue, lines, now)
        by_coach = _by_coach(catalogue, lines)
        bases = await self._bases(catalogue, by_coach, now)
        notices, faults = 0, list[Exception]()
        for coach_id in sorted({*by_coach, *ending_coach_ids}):
            coach = catalogue.coaches.get(coach_id)
            base = bases.get(coach_id)
            if coach is None or (
                coach_id not in ending_coach_ids and self._settled.get(coach_id) == base
            ):
                continue
            kinds = sorted(by_coach.get(coach_id, ()))
            work = partial(
                waitlist_offers.advance,
                catalogue=catalogue,
                coach=coach,
                kinds=kinds,
                now=now,
                available_channels=self._offered,
            )
            try:
                number, done = await self._database.write(work)
            except DatabaseAway:
                raise
            except Exception as fault:
                faults.append(fault)
                continue
            notices += number
            # What was kept just now is not in this base: look once more.
            if done and not number:
                self._settled[coach_id] = base
            else:
                self._settled.pop(coach_id, None)
        if faults:
            raise ExceptionGroup("looks at coaches", faults)
        return notices

    async def _bases(
        self, catalogue: Catalogue, by_coach: Mapping[int, Collection[WaitedService]], now: datetime
    ) -> dict[int, Any]:
        """What each coach's free starts follow from."""
        at = epoch(now)
        begin = at - at % _DAY
        offers: dict[WaitedService, list[Offered]] = {}
        for coach_id, kinds in by_coach.items():
            coach = catalogue.coaches[coach_id]
            for kind, service in done_by(catalogue, coach, kinds).items():
                offers.setdefault(kind, []).append((service, coach))
        flat = [offer for some in offers.values() for offer in some]
        if not flat:
            return {}
        end = max(horizon(*offer, at) for offer in flat)
        ids = sorted({coach.id for _, coach in flat})
        around = moment(begin) - _REACH, moment(max(begin, end)) + _REACH
        blocked = await self._shop.blocked_spans(ids, *around, now=now)
        bases: dict[int, list[Any]] = {}
        for kind, some in sorted(offers.items()):
            window = begin, max(begin, end)
            constraints = await self._shop.constraints(
                catalogue, some, window, customer=None, now=now
            )
            for service, coach in some:
                ends = horizon(service, coach, at)
                follows = kind, digest(service, coach), ends, constraints.get(coach.id, NONE)
                busy = sorted(blocked.get(coach.id, FREE))
                bases.setdefault(coach.id, [begin, busy]).append(follows)
        return dict(bases)

    async def _close(self, catalogue: Catalogue, lines: Sequence[WaitKey], now: datetime) -> None:
        """Give up the places that nothing can come for."""
        while len(await self._database.write(partial(_close_overdue, now=now))) == BATCH:
            pass
        for one in lines:
            try:
                waitlist.offers_of(catalogue, one)
            except NoLongerOffered:
                work = partial(_close_gone, one=one, now=now)
                while len(await self._database.write(work)) == BATCH:
                    pass


async def _close_overdue(writer: Writer, *, now: datetime) -> list[Wait]:
    return await _close(writer, await waits.overdue(writer, now, BATCH), WaitState.OVER, now)


async def _close_gone(writer: Writer, *, one: WaitKey, now: datetime) -> list[Wait]:
    return await _close(writer, await waits.in_line(writer, one, BATCH), WaitState.GONE, now)


async def _close(writer: Writer, places: list[Wait], state: WaitState, now: datetime) -> list[Wait]:
    for place in places:
        await waitlist_messages.close(writer, place.id, state, now)
        before, after = {"state": place.state.value}, {"state": state.value}
        await wait_log.record_own_step(
            writer, "waitlist_closed", place.id, place.coach_id, now, after, before
        )
    return places


def _by_coach(catalogue: Catalogue, lines: Sequence[WaitKey]) -> dict[int, set[WaitedService]]:
    """What is waited for, by coach."""
    kinds: dict[int, set[WaitedService]] = {}
    for service_id, coach_id, choice in lines:
        for coach in catalogue.coaches_for(service_id):
            if coach_id in (None, coach.id):
                kinds.setdefault(coach.id, set()).add((service_id, choice))
    return kinds
