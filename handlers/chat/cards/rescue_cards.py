"""The card of a rescue: whom it affects, and what has come of it so far."""

from typing import Final

from domain.rescues.rescue import Fate, Rescue, RescuedSession
from domain.services.display_zones import DisplayZone, of_calendar
from domain.working_hours.leave import Leave
from handlers.buttons import links
from handlers.buttons.coach_links import ShowCoach
from handlers.buttons.keyboards import way_out
from handlers.buttons.labels import WHOLE, LabelFitter
from handlers.buttons.press import Press
from handlers.buttons.rescue_links import ShowRescue
from handlers.buttons.screen import Key, Row, Screen
from handlers.chat.frame.turn import Turn
from handlers.wording import cards
from handlers.wording.leave_patterns import pattern
from handlers.wording.leave_wording import stretch_text
from storage.appointments.cards import CardSubject

MOST_LINES: Final = 25
MOST_WAYS: Final = 5
LONGEST_NAME: Final = 40  # letters
# What its coach may have to act on comes first.
_OPEN: Final = (Fate.STANDS, Fate.WAITING)


def card(turn: Turn, rescue: Rescue) -> Screen:
    """Each session on one line, as it is now; the way to those waiting or still on."""
    words = turn.words
    sessions = sorted(rescue.sessions, key=lambda one: one.fate not in _OPEN)
    lines = [_line(turn, rescue, one) for one in sessions[:MOST_LINES]]
    if (more := len(sessions) - MOST_LINES) > 0:
        lines.append(words.plural("refusal.leave_hits_more", more))
    body = [_stretch(turn, rescue), "\n".join(lines)]
    if any(one.fate is Fate.WAITING for one in sessions):
        body.append(words.text("rescue.fills"))
    ways = [one for one in sessions if one.fate in _OPEN][:MOST_WAYS]
    rows: list[Row] = [(_key(turn, rescue, one),) for one in ways]
    mine = turn.coach is not None and turn.coach.id == rescue.coach_id
    back: Press = links.ShowLeaveList() if mine else ShowCoach(rescue.coach_id)
    text = cards.with_title(_title(turn, rescue), *body)
    return Screen(
        text, (*rows, way_out(words, back)), CardSubject.of_rescue(rescue.coach_id, rescue.id)
    )


def short_card(turn: Turn, rescue: Rescue) -> Screen:
    """An older card, in short, and the way to the newest."""
    text = cards.with_title(_title(turn, rescue), _stretch(turn, rescue))
    return Screen(text, ((Key(turn.words.label("rescue.show"), ShowRescue(rescue.id)),),))


def _title(turn: Turn, rescue: Rescue) -> str:
    every = len(rescue.sessions)
    if rescue.answered_count == every:
        return turn.words.text("rescue.all_answered")
    return turn.words.plural("rescue.answered", every, answered=rescue.answered_count)


def _stretch(turn: Turn, rescue: Rescue) -> str:
    off = stretch_text(turn.words, Leave(0, rescue.starts, rescue.ends))
    coach = turn.catalogue.coaches.get(rescue.coach_id)
    repeats = coach.repeats if coach and rescue.rule_id else ()
    for one in (one for one in repeats if one.id == rescue.rule_id):
        off = pattern(turn.words, one.pattern)
    if not rescue.leave_id and not rescue.rule_id:
        return turn.words.text("suspending.card", coach=coach.name if coach else "")
    if coach is None or (turn.coach is not None and turn.coach.id == coach.id):
        return turn.words.text("rescue.off", stretch=off)
    return turn.words.text("rescue.off_of", coach=coach.name, stretch=off)


def _line(turn: Turn, rescue: Rescue, one: RescuedSession) -> str:
    words, zone = turn.words, _zone(turn, rescue)
    now_at = words.button_time(one.session.starts_at, zone)
    until = one.session.offer_until
    fate = "unreached" if one.fate is Fate.WAITING and one.unreached else one.fate
    return words.text(
        f"rescue.line_{fate}",
        customer=LabelFitter(words, LONGEST_NAME).user_text("customer", one.session.customer_name),
        coach=one.session.coach_name,
        was=words.button_time(one.was, zone),
        when=now_at if until is None else words.button_time(until, zone),
    )


def _key(turn: Turn, rescue: Rescue, one: RescuedSession) -> Key:
    when = turn.words.button_time(one.was, _zone(turn, rescue))
    label = LabelFitter(turn.words, WHOLE).label(
        "desk.request_key", cut="customer", customer=one.session.customer_name, when=when
    )
    return Key(label, links.CoachCard(one.session.id))


def _zone(turn: Turn, rescue: Rescue) -> DisplayZone:
    coach = turn.catalogue.coaches.get(rescue.coach_id)
    return of_calendar(coach.zone if coach else turn.catalogue.business.zone)
