"""What can be booked and which of it is free: one shop for every door of the process."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from domain.services.catalogue import Catalogue
from domain.starts.constraints import Constraints
from domain.starts.slots import Offered
from domain.time.spans import Span
from handlers.queries.starts.constraints import gather
from handlers.queries.starts.constraints_query import ConstraintsQuery
from handlers.queries.starts.free_starts import FreeStarts
from storage.appointments import calendar
from storage.appointments.busy_spans import BlockedSpans
from storage.services import catalogue as stored
from storage.transactions import Database


class Shop:
    """Caches only the newest catalogue, and free starts by what they follow from, so that the cache
    can never be out of date.

    Anybody may read what customers see (`Catalogue.offered_services`, `coaches_for`); hours and
    leave are for those who look after them (`handlers/queries/coaches/`).
    """

    def __init__(self, database: Database) -> None:
        self.free = FreeStarts()
        self._database = database
        self._catalogue: Catalogue | None = None

    async def catalogue(self, version: int | None = None) -> Catalogue:
        """The newest catalogue. version: the newest one, None if nobody has checked."""
        catalogue = self._catalogue
        if catalogue is not None and catalogue.version == version:
            return catalogue
        async with self._database.read() as reader:
            newest = version or await stored.version(reader)
            if catalogue is None or catalogue.version != newest:
                catalogue = self._catalogue = await stored.load(reader)
        return catalogue

    async def blocked_spans(
        self,
        coach_ids: Sequence[int],
        start: datetime,
        end: datetime,
        *,
        now: datetime,
        without: int | None = None,
    ) -> Mapping[int, BlockedSpans]:
        """The coaches' blocked time in `[start, end)`, UTC. without: an appointment to leave
        out."""
        async with self._database.read() as reader:
            return await calendar.busy(reader, coach_ids, start, end, without=without, now=now)

    async def constraints(
        self,
        catalogue: Catalogue,
        offers: Sequence[Offered],
        window: Span,
        *,
        customer: int | None,
        now: datetime,
        moving: int | None = None,
        anyway: bool = False,
        hold_id: int | None = None,
    ) -> Mapping[int, Constraints]:
        """What limits the starts of a window besides blocked time, as in `ConstraintsQuery`."""
        read = self._database.read
        return await gather(
            ConstraintsQuery(
                catalogue, offers, window, customer, now, moving, read, anyway, hold_id
            )
        )
