"""What a coach can answer for all dates of a series at once, as buttons."""

from collections.abc import Sequence

from domain.appointments.appointment import Appointment, Status, awaits_coach
from domain.series.series import mark
from handlers.buttons.press import Press, button
from handlers.buttons.screen import DANGER, SUCCESS, Key, Row
from handlers.wording.words import Words


@button("za")
class ApproveSeries(Press):
    """Confirm all waiting dates. seen: the mark of those shown."""

    appointment: int
    seen: int


@button("zw")
class DeclineSeries(Press):
    """Turn down all waiting dates. seen: as in ApproveSeries."""

    appointment: int
    seen: int


def pending_rows(words: Words, dates: Sequence[Appointment]) -> tuple[Row, ...]:
    """What can be answered for all at once; nothing if nothing is waiting."""
    pending_dates = [a for a in dates if a.status is Status.PENDING]
    if not pending_dates:
        return ()
    first, seen_mark, n = pending_dates[0].id, mark(pending_dates), len(pending_dates)
    decline = Key(words.plural("series.decline_all", n), DeclineSeries(first, seen_mark), DANGER)
    if not (to_confirm := sum(map(awaits_coach, pending_dates))):
        return ((decline,),)
    label = words.plural("series.approve_all", to_confirm)
    return ((Key(label, ApproveSeries(first, seen_mark), SUCCESS),), (decline,))
