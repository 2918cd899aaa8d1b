"""What returning customers are offered first: the same again, and their usual time.

Nothing is read for people who have never booked.
"""

from collections.abc import Sequence

from domain.appointments.habit import Visit, habit_of, same_time
from domain.services.catalogue import Coach
from domain.services.display_zones import leading
from domain.time.spans import epoch, moment
from handlers.buttons.labels import WHOLE, LabelFitter
from handlers.buttons.links import BookNext, NextFree, PickSlot
from handlers.buttons.screen import PRIMARY, Key, Row
from handlers.chat.frame.turn import Turn
from handlers.chat.parts.search import Search
from handlers.queries.appointments import habits
from handlers.wording.words import zone_info


async def again_rows(turn: Turn) -> tuple[Row, ...]:
    """The ways to book again what they had last, for the first screen."""
    visits = await _visits(turn)
    last = next((visit for visit in visits if visit.starts_at <= turn.now), None)
    coach = _bookable_coach(turn, last) if last else None
    if last is None or coach is None:
        return ()
    labels = LabelFitter(turn.words, WHOLE)
    rows: list[Row] = []
    start = None if _goes_on(turn, last, visits) else next_start(turn, last, coach, visits)
    if start is not None:
        then = moment(start).astimezone(coach.tz)
        # For last Tuesday's session, the next is "next week" until Sunday, and "this week" from
        # Monday.
        today = turn.now.astimezone(coach.tz).date()
        soon = (then.date() - last.wall.date()).days == 7 and (
            then.date() - today
        ).days > then.weekday()
        meeting = turn.catalogue.services[last.service_id].meeting
        when = turn.words.button_time(then, leading(meeting, coach.zone, turn.zone))
        names = {"cut": "coach", "coach": coach.name}
        label = (
            labels.label("again.next_week", **names)
            if soon
            else labels.label("again.then", **names, when=when)
        )
        rows.append((Key(label, BookNext(last.appointment_id), PRIMARY),))
    label = labels.label("again.next_free", cut="coach", coach=coach.name)
    rows.append((Key(label, NextFree(last.service_id, coach.id)),))
    return tuple(rows)


async def usual_row(turn: Turn, search: Search, starts: Sequence[int]) -> tuple[Row, ...]:
    """Their usual time in a calendar, if it is free. starts: the free ones that it shows."""
    if search.anyway or not starts:
        return ()
    habit = habit_of(await _visits(turn), turn.now)
    coach = next((c for c in search.coaches if habit and c.id == habit.coach_id), None)
    if habit is None or coach is None or habit.service_id != search.service.id:
        return ()
    start = next((start for start in starts if habit.is_at(start, coach.tz)), None)
    if start is None:
        return ()
    slot = PickSlot(
        search.service.id, search.coach_id, search.moving, start // 60, search.choice.as_text
    )
    time = turn.words.button_time(moment(start), search.display_zone)
    return ((Key(turn.words.label("usual.key", time=time), slot, PRIMARY),),)


def next_start(turn: Turn, visit: Visit, coach: Coach, visits: Sequence[Visit] = ()) -> int | None:
    """The next start at a session's time of the week that they have not booked; None if none is
    soon."""
    busy_starts = {epoch(other.starts_at) for other in visits if other.starts_at > turn.now}
    ahead = same_time(visit.wall, zone_info(coach.zone), epoch(turn.now))
    return next((start for start in ahead if start not in busy_starts), None)


def _goes_on(turn: Turn, last: Visit, visits: Sequence[Visit]) -> bool:
    """Whether it belongs to a series with further dates."""
    return last.series_id is not None and any(
        other.series_id == last.series_id and other.starts_at > turn.now for other in visits
    )


def _bookable_coach(turn: Turn, visit: Visit) -> Coach | None:
    """Its coach, if the service can still be booked with them."""
    service = turn.catalogue.services.get(visit.service_id)
    if service is None or service.hidden:
        return None
    able = turn.catalogue.coaches_for(visit.service_id)
    return next((coach for coach in able if coach.id == visit.coach_id), None)


async def _visits(turn: Turn) -> Sequence[Visit]:
    if turn.person.booked is False:
        return ()
    return await habits.visits(turn.database, actor=turn.actor, now=turn.now)
