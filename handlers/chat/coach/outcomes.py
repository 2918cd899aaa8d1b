"""A coach says what became of sessions that have no outcome yet.

today, the evening summary   the sessions of the last days, each with two buttons
took place, missed            recorded, and the others remain; or all took place at once
"""

from domain.appointments.appointment import Appointment, Status
from domain.roles import Permission
from domain.services.display_zones import DisplayZone, of_calendar
from domain.time.spans import epoch, moment
from handlers.actions.appointments import outcome as actions
from handlers.buttons.keyboards import way_out
from handlers.buttons.labels import fit
from handlers.buttons.links import CoachDay
from handlers.buttons.outcome_links import AllTookPlace, Outcomes, RecordOutcomeHere, all_key
from handlers.buttons.outcome_links import rows as keys
from handlers.buttons.screen import Screen
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.script import Script, Step
from handlers.chat.frame.turn import Turn
from handlers.queries.appointments import outcomes as queries
from handlers.wording import cards
from handlers.wording.words import Words

PAGE = 8
NAME = 40  # letters of a name in a line


async def show(turn: Turn, press: Outcomes) -> Reply:
    """Sessions without an outcome, the oldest first."""
    return Reply(await _screen(turn))


async def record(turn: Turn, press: RecordOutcomeHere) -> Reply:
    """Record it for one; a second press changes nothing."""
    outcome = Status.NO_SHOW if press.missed else Status.COMPLETED
    await actions.record(turn.database, press.appointment, outcome, **turn.intent)
    toast = turn.words.label("desk.missed_toast" if press.missed else "desk.took_place_toast")
    return Reply(await _screen(turn), toast=toast)


async def all_took_place(turn: Turn, press: AllTookPlace) -> Reply:
    """Record it for all that were over when the coach was asked."""
    until = min(max(press.until * 60, 0), epoch(turn.now))
    recorded = await actions.all_took_place(
        turn.database,
        turn.as_coach().id,
        moment(until),
        **turn.intent,
    )
    toast = turn.words.plural("outcome.recorded", recorded)
    return Reply(await _screen(turn), toast=toast)


async def _screen(turn: Turn) -> Screen:
    words, coach = turn.words, turn.as_coach()
    unsaid = await queries.unsaid(turn.database, coach.id, actor=turn.actor, now=turn.now)
    today = CoachDay(turn.now.astimezone(coach.tz).date())
    if not unsaid:
        return Screen(words.text("outcome.none"), (way_out(words, today),))
    zone = of_calendar(coach.zone)
    title = words.text("outcome.title", zone=words.zone(zone))
    lines = [_line(words, a, zone) for a in unsaid[:PAGE]]
    if more := len(unsaid) - PAGE:
        lines += [words.plural("outcome.more", more)] if more > 0 else []
    rows = keys(words, [(a.id, a.starts_at, a.customer_name) for a in unsaid[:PAGE]], zone)
    if len(unsaid) > 1:
        rows.append((all_key(words, len(unsaid), turn.now),))
    text = cards.with_title(title, "\n".join(lines), words.text("outcome.unless"))
    return Screen(text, (*rows, way_out(words, today)))


def _line(words: Words, a: Appointment, zone: DisplayZone) -> str:
    return words.text(
        "outcome.line",
        when=words.button_time(a.starts_at, zone),
        customer=fit(a.customer_name, NAME),
        service=fit(a.service_title, NAME),
    )


SCRIPT = Script(
    presses={
        Outcomes: Step(show, Permission.WORK),
        RecordOutcomeHere: Step(record, Permission.WORK),
        AllTookPlace: Step(all_took_place, Permission.WORK),
    }
)
