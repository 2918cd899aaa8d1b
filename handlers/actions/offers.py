"""What a coach offers at this moment, read inside the transaction that is about to decide."""

from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from domain.catalogue import Catalogue, Coach, Service
from domain.choice import USUAL, Choice
from domain.constraints import NONE, Constraints
from domain.refusals import NoLongerOffered, NotOffered, RoomTaken, SlotTaken
from domain.slots import check_start, free_slots, nearest
from domain.spans import Span, epoch
from handlers.queries.constraints import Question, gather
from storage import calendar
from storage import catalogue as stored_catalogue
from storage.transactions import Database, Reader, Writer

AROUND = timedelta(days=4)  # how far from a taken slot the nearest free ones are looked for


@dataclass(frozen=True, slots=True)
class Offer:
    """A service as its coach does it, and the coach's blocked spans for days around the wished
    start.

    moving: the appointment that does not count, None for a booking. constraints: what bears upon
    the starts of those days beside. catalogue: of which all this is.
    """

    service: Service
    coach: Coach
    busy: Sequence[Span]
    wished: datetime
    catalogue: Catalogue
    moving: int | None = None
    constraints: Constraints = NONE

    async def check(self, reader: Reader, now: datetime) -> None:
        """Raise why the wished start cannot be booked, with the nearest free starts."""
        try:
            check_start(
                self.service,
                self.coach,
                self.busy,
                epoch(self.wished),
                epoch(now),
                self.constraints,
            )
        except NotOffered as refusal:
            raise replace(refusal, nearest=self._nearest(now)) from None
        except SlotTaken as refusal:
            refused = replace(refusal, nearest=self._nearest(now))
            raise await explained(
                reader, refused, self.service, self.wished, without=self.moving
            ) from None

    def taken(self, now: datetime) -> SlotTaken:
        """The refusal of a start that somebody else has, with the nearest free ones."""
        return SlotTaken(self.service.id, self.coach.id, self._nearest(now))

    def without_room(self, now: datetime) -> RoomTaken:
        """The same of a start at which somebody else has the rooms that it needs."""
        return RoomTaken(self.service.id, self.coach.id, self._nearest(now))

    def _nearest(self, now: datetime) -> tuple[int, ...]:
        window = (epoch(self.wished - AROUND), epoch(self.wished + AROUND))
        free = free_slots(self.service, self.coach, self.busy, window, epoch(now), self.constraints)
        return nearest(free, epoch(self.wished))


async def why_taken(
    database: Database, refusal: SlotTaken, service: Service, start: datetime
) -> SlotTaken:
    """As `explained`, of a slot that nobody holds."""
    async with database.read() as reader:
        return await explained(reader, refusal, service, start)


async def explained(
    reader: Reader,
    refusal: SlotTaken,
    service: Service,
    start: datetime,
    *,
    without: int | None = None,
) -> SlotTaken:
    """The refusal with its true reason: what blocks the time may be the break of a session only.

    without: an appointment that does not count.
    """
    if refusal.reason != "booked":
        return refusal
    hits = await calendar.hit_by(reader, refusal.coach_id, start, start + service.length)
    return refusal if any(a.id != without for a in hits) else replace(refusal, reason="buffer")


async def hold_offer(
    writer: Writer,
    catalogue: Catalogue,
    service_id: int,
    coach_id: int,
    wished: datetime,
    *,
    now: datetime,
    customer: int | None,
    moving: int | None = None,
    choice: Choice = USUAL,
) -> Offer:
    """What the coach offers now; their hours and leave cannot change before the commit.

    The coach's row is locked for sharing: bookings pass each other, while a change of hours or
    leave waits for them, and they for it. `catalogue` is used if it is still the newest.
    customer: whose own limits count, None where nobody's do. moving: an appointment that is to go
    there; it does not count, and its service may be one that is no longer shown. Raises
    NoLongerOffered.
    """
    await stored_catalogue.share_coach(writer, coach_id)
    version, busy = await calendar.blocked(
        writer, coach_id, wished - AROUND, wished + AROUND, now=now, without=moving
    )
    if version != catalogue.version:
        catalogue = await stored_catalogue.load(writer)
    coach = catalogue.coaches.get(coach_id)
    if coach is None:
        raise NoLongerOffered
    service = catalogue.chosen(service_id, coach, choice)
    shown = coach in catalogue.coaches_for(service_id) and not service.hidden
    if moving is None and not shown:
        raise NoLongerOffered
    window = epoch(wished - AROUND), epoch(wished + AROUND)
    question = Question(
        catalogue,
        [(service, coach)],
        window,
        customer,
        now,
        moving,
        lambda: nullcontext(writer),
    )
    bounds = await gather(question)
    return Offer(service, coach, busy, wished, catalogue, moving, bounds.get(coach_id, NONE))
