"""What waits for a coach's answer.

/requests, the menu      requests, the soonest first → card (→ requests); before them what
                         colleagues ask (→ hand_over), and after them what customers are asked
"""

from collections.abc import Sequence

from domain.appointments.appointment import Appointment
from domain.roles import Permission
from domain.services.display_zones import DisplayZone, of_calendar
from handlers.buttons.handover_keys import ShowQuestion
from handlers.buttons.keyboards import way_out
from handlers.buttons.labels import WHOLE, LabelFitter
from handlers.buttons.links import CoachCard, Requests
from handlers.buttons.screen import Key, Screen
from handlers.buttons.series_links import ShowCoachSeries
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.script import Command, MenuItem, MenuRow, Script, Step
from handlers.chat.frame.turn import Turn
from handlers.queries.appointments import colleagues, sessions

MOST_REQUESTS = 10


async def requests(turn: Turn, press: Requests | None = None) -> Reply:
    """What waits for the coach's answer, the soonest first; then what waits for a customer's.

    What colleagues ask comes before all of it.
    """
    words, coach = turn.words, turn.as_coach()
    open_requests = await sessions.requests(turn.database, coach.id, actor=turn.actor, now=turn.now)
    questions = await colleagues.questions(turn.database, actor=turn.actor, now=turn.now)
    if not open_requests and not questions:
        return Reply(Screen(words.text("desk.no_requests"), (way_out(words),)))
    open_requests.sort(key=lambda a: bool(a.on_offer(turn.now)))
    display_zone = of_calendar(coach.zone)
    rows = [(_question_key(turn, a, display_zone),) for a in questions]
    rows += [(_request_key(turn, same, display_zone),) for same in _by_series(open_requests)]
    mine = sum(not a.on_offer(turn.now) for a in open_requests)
    parts = [words.plural("desk.requests", mine)] if mine else []
    if questions:
        parts.append(words.plural("desk.questions", len(questions)))
    zone = words.text("desk.times", zone=words.zone(coach.zone))
    text = "\n\n".join((*(parts or [words.text("desk.all_proposed")]), zone))
    return Reply(Screen(text, (*rows[:MOST_REQUESTS], way_out(words))))


def _by_series(open_requests: Sequence[Appointment]) -> list[list[Appointment]]:
    """Requests, with those of one series together in the place of the first."""
    together: dict[tuple[str, int], list[Appointment]] = {}
    for a in open_requests:
        key = ("series", a.series_id) if a.series_id is not None else ("", a.id)
        together.setdefault(key, []).append(a)
    return list(together.values())


def _request_key(turn: Turn, same: Sequence[Appointment], zone: DisplayZone) -> Key:
    """One request, or those of a series at once."""
    a, labels = same[0], LabelFitter(turn.words, WHOLE)
    when = turn.words.button_time(a.starts_at, zone)
    names = {"cut": "customer", "customer": a.customer_name, "when": when}
    if len(same) > 1:
        return Key(labels.label("series.request_key", n=len(same), **names), ShowCoachSeries(a.id))
    kind = "proposed" if a.on_offer(turn.now) else "suggested" if a.on_wish(turn.now) else "request"
    label = labels.label(f"desk.{kind}_key", **names)
    return Key(label, CoachCard(a.id))


def _question_key(turn: Turn, a: Appointment, zone: DisplayZone) -> Key:
    """What a colleague asks."""
    when = turn.words.button_time(a.starts_at, zone)
    label = LabelFitter(turn.words, WHOLE).label(
        "desk.question_key", cut="customer", customer=a.customer_name, when=when
    )
    return Key(label, ShowQuestion(a.id))


async def _requests(turn: Turn) -> Reply:
    return await requests(turn)


SCRIPT = Script(
    commands={"requests": Command(_requests, Permission.WORK)},
    menu=(
        MenuItem(
            "requests",
            lambda turn: Requests(),
            Permission.WORK,
            row=lambda turn: MenuRow.WORK,
            main=lambda turn: True,
        ),
    ),
    presses={Requests: Step(requests, Permission.WORK)},
)
