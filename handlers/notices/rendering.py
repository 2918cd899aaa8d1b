"""The notices that the outbox delivers: kind and facts of a row → what its reader is told."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from domain.appointment import Appointment
from domain.choice import Choice
from domain.clocks import clocks
from domain.hearing import Contact
from domain.notices import (
    FOR_CALENDARS,
    REMINDERS,
    REMINDING,
    SERIES_TO_COACH,
    SERIES_TO_CUSTOMER,
    NoticeKind,
)
from handlers.actions.messages import appointment_of, earlier
from handlers.actions.series_messages import dates_of
from handlers.chat.cards import desk_cards, proposals
from handlers.chat.cards.answers import reminder_row, to_coach
from handlers.chat.cards.heard import out_of_reach
from handlers.chat.cards.receipts import AskCancel
from handlers.chat.frame.screen import PRIMARY, Key, Row, Screen
from handlers.chat.parts.links import BookAgain, ShowAppointment, ShowMonth
from handlers.notices import asked as asked_notices
from handlers.notices import (
    broadcasts,
    coach_calendar,
    correspondence,
    countdown,
    digests,
    erasing,
    handovers,
    in_line,
    rescues,
    telegram,
    waiting,
)
from handlers.notices import groups as group_notices
from handlers.notices import series as series_notices
from handlers.notices import team as team_notices
from handlers.notices.notice import Notice, headed
from handlers.wording import history, offers, sessions
from handlers.wording.pens import RichPen
from handlers.wording.rich import Rich, joined
from handlers.wording.words import Words, zone_info
from storage.cards import Shown

Facts = Mapping[str, Any]
Composer = Callable[[Facts, Words, str | None], Notice]


def compose(
    kind: str, facts: Facts, words: Words, zone: str | None, now: datetime | None = None
) -> Notice:
    """The notice of an outbox row. ValueError for a kind that is none of ours.

    zone: the reader's, None when unknown. now: when it is sent (UTC); None for when it was due.
    """
    known = NoticeKind(kind)
    if known in REMINDERS:
        notice = _reminder(known, facts, words, zone, now)
    elif known is NoticeKind.MESSAGE:
        notice = correspondence.message(facts, words, zone, now)
    else:
        notice = NOTICES[known](facts, words, zone)
    calendar: tuple[Appointment, ...] = ()
    if known in FOR_CALENDARS:
        calendar = tuple(session for session in dates_of(facts) if session.open)
    return replace(notice, facts=facts, calendar=calendar)


def render(
    kind: str, facts: Facts, words: Words, zone: str | None, now: datetime | None = None
) -> Screen:
    """The notice as a message of the chat."""
    return telegram.screen(compose(kind, facts, words, zone, now))


def _to_coach(kind: NoticeKind) -> Composer:
    def composed(facts: Facts, words: Words, zone: str | None) -> Notice:
        a = appointment_of(facts)
        title = words.rich(f"notice.{kind}", customer=a.customer_name)
        more = [_was(facts, words, a, zone)] if "was" in facts else []
        more += _filled(facts, words)
        return _to_desk(kind, words, a, title, _for_coach(words, a, zone), *more)

    return composed


def _request(facts: Facts, words: Words, zone: str | None) -> Notice:
    a = appointment_of(facts)
    title = words.rich("notice.request", customer=a.customer_name)
    visit = history.visit(RichPen(words), earlier(facts) + 1)
    body = joined([_for_coach(words, a, zone), visit], "\n")
    lines = (body, *_filled(facts, words), *waiting.for_desk(words, a, zone))
    return _to_desk(NoticeKind.REQUEST, words, a, title, *lines)


def _filled(facts: Facts, words: Words) -> list[Rich]:
    """How full the session of a group is by it."""
    if "filled" not in facts:
        return []
    taken, capacity = facts["filled"]
    return [words.rich("group_session.filled", taken=taken, capacity=capacity)]


def _lapsed(facts: Facts, words: Words, zone: str | None) -> Notice:
    """The coach's side of a request that nobody answered, or whose other times nobody chose."""
    a = appointment_of(facts)
    id_ = "notice.proposal_lapsed" if facts.get("proposed_before") else "notice.lapsed"
    title = words.rich(id_, customer=a.customer_name)
    return _to_desk(NoticeKind.LAPSED, words, a, title, _for_coach(words, a, zone))


def _late(facts: Facts, words: Words, zone: str | None) -> Notice:
    """How late comes first: the session is about to begin, or has begun."""
    a = appointment_of(facts)
    title = words.rich("notice.late", customer=a.customer_name)
    by = joined(list(to_coach(RichPen(words), a)), "\n")
    return _to_desk(NoticeKind.LATE, words, a, title, by, _for_coach(words, a, zone))


def _unheard(facts: Facts, words: Words, zone: str | None) -> Notice:
    """Says again what was decided: the coach's own card of it may be far up in the chat by now."""
    a = appointment_of(facts)
    title = words.rich(_unheard_title(facts), customer=a.customer_name)
    decided = words.rich("desk.proposed" if a.proposed else f"desk.{a.status.value}")
    other = list(out_of_reach(RichPen(words), a.customer_name, _contact(facts)))
    more = [joined(other, "\n")] if other else []
    return _to_desk(NoticeKind.UNHEARD, words, a, title, decided, _for_coach(words, a, zone), *more)


def _contact(facts: Facts) -> Contact:
    """How else the customer is reached; rows of before do not say that they are away."""
    known = facts.get("contact") or {}
    away = known.get("away_since")
    return Contact(
        away and datetime.fromisoformat(away),
        known.get("met", True),
        known.get("phone"),
        known.get("email"),
    )


def _to_desk(kind: NoticeKind, words: Words, a: Appointment, title: Rich, *lines: Rich) -> Notice:
    ways = (*desk_cards.keys(words, a), *desk_cards.word_row(words, a))
    return Notice(kind, headed(title), lines, ways, Shown.to_coach(a))


def _for_coach(words: Words, a: Appointment, zone: str | None) -> Rich:
    return joined(sessions.for_coach(RichPen(words), a, zone), "\n")


def _receipt(words: Words, a: Appointment, zone: str | None) -> Rich:
    return joined(sessions.receipt(RichPen(words), a, zone), "\n")


def _unheard_title(facts: Facts) -> str:
    """What the customer does not know, and why; rows of before say neither."""
    if facts.get("reminder"):
        return "notice.unheard_reminder"
    return "notice.unheard_failed" if facts.get("reached") else "notice.unheard"


def _to_customer(kind: NoticeKind) -> Composer:
    def composed(facts: Facts, words: Words, zone: str | None) -> Notice:
        a = appointment_of(facts)
        title = words.rich(f"notice.{kind}", coach=a.coach_name)
        more = [_was(facts, words, a, zone)] if "was" in facts else []
        if a.reason:
            more.append(words.rich("card.reason", reason=a.reason))
        ways: tuple[Row, ...] = (_receipt_row(words, a) if a.open else _again_row(words, a),)
        lines = (_receipt(words, a, zone), *more)
        return Notice(kind, headed(title), lines, ways, Shown.to_customer(a))

    return composed


def _proposed(facts: Facts, words: Words, zone: str | None) -> Notice:
    a = appointment_of(facts)
    title = words.rich_plural("receipt.proposed", len(a.proposed), coach=a.coach_name)
    told = offers.proposed(RichPen(words), a, a.proposed, clocks(a.meeting, a.zone, zone))
    lines = (_receipt(words, a, zone), *(joined(one, "\n") for one in told))
    ways = proposals.keys(words, a, a.proposed, zone)
    return Notice(NoticeKind.PROPOSED, headed(title), lines, ways, Shown.to_customer(a))


def _reminder(
    kind: NoticeKind, facts: Facts, words: Words, zone: str | None, now: datetime | None = None
) -> Notice:
    a = appointment_of(facts)
    month = a.starts_at.astimezone(zone_info(a.read_in(zone))).date()
    # Where it is too late for these, whoever presses them is led to asking the coach.
    ways = (
        Key(words.label("receipt.move"), ShowMonth(a.service_id, a.coach_id, a.id, month)),
        Key(words.label("receipt.cancel"), AskCancel(a.id)),
    )
    sent = now or a.starts_at - _before(kind, facts)
    title = countdown.reminder(words, a, zone, sent)
    lines = (_receipt(words, a, zone),)
    return Notice(kind, headed(title), lines, (reminder_row(words, a), ways), Shown.to_customer(a))


def _before(kind: NoticeKind, facts: Facts) -> timedelta:
    """How long before the start it was due; rows of before do not say."""
    usual = next((minutes for minutes, known in REMINDING.items() if known is kind), 0)
    return timedelta(minutes=facts.get("before", usual))


def _due(kind: NoticeKind) -> Composer:
    """A reminder as it reads when it is sent in time."""
    return lambda facts, words, zone: _reminder(kind, facts, words, zone)


def _receipt_row(words: Words, a: Appointment) -> Row:
    return (Key(words.label("notice.show"), ShowAppointment(a.id)),)


def _again_row(words: Words, a: Appointment) -> Row:
    return (
        Key(
            words.label("receipt.again"),
            BookAgain(a.service_id, a.coach_id, Choice(also=a.also).written),
            PRIMARY,
        ),
    )


def _was(facts: Facts, words: Words, a: Appointment, zone: str | None) -> Rich:
    before = datetime.fromisoformat(facts["was"])
    return words.rich("move.from", when=words.at(before, a.read_in(zone)))


NOTICES: dict[NoticeKind, Composer] = {
    NoticeKind.REQUEST: _request,
    NoticeKind.BOOKED: _to_coach(NoticeKind.BOOKED),
    NoticeKind.CANCELLED_BY_CUSTOMER: _to_coach(NoticeKind.CANCELLED_BY_CUSTOMER),
    NoticeKind.MOVED_BY_CUSTOMER: _to_coach(NoticeKind.MOVED_BY_CUSTOMER),
    NoticeKind.CHOSEN: _to_coach(NoticeKind.CHOSEN),
    NoticeKind.TURNED_DOWN: _to_coach(NoticeKind.TURNED_DOWN),
    NoticeKind.ASKS_CANCEL: _to_coach(NoticeKind.ASKS_CANCEL),
    NoticeKind.ASKS_MOVE: _to_coach(NoticeKind.ASKS_MOVE),
    NoticeKind.LATE: _late,
    NoticeKind.LAPSED: _lapsed,
    NoticeKind.UNHEARD: _unheard,
    NoticeKind.SUGGESTED: waiting.suggested,
    NoticeKind.NUDGE: waiting.nudge,
    NoticeKind.OFFER_LAPSED: waiting.offer_lapsed,
    NoticeKind.STANDS: waiting.stands,
    NoticeKind.AGREED: _to_customer(NoticeKind.AGREED),
    NoticeKind.REFUSED: _to_customer(NoticeKind.REFUSED),
    NoticeKind.PROPOSED: _proposed,
    NoticeKind.PROPOSAL_EXPIRED: waiting.expired(NoticeKind.PROPOSAL_EXPIRED),
    NoticeKind.APPROVED: _to_customer(NoticeKind.APPROVED),
    NoticeKind.DECLINED: _to_customer(NoticeKind.DECLINED),
    NoticeKind.CANCELLED_BY_COACH: _to_customer(NoticeKind.CANCELLED_BY_COACH),
    NoticeKind.MOVED_BY_COACH: _to_customer(NoticeKind.MOVED_BY_COACH),
    NoticeKind.BOOKED_BY_COACH: _to_customer(NoticeKind.BOOKED_BY_COACH),
    NoticeKind.ROOM_CHANGED: _to_customer(NoticeKind.ROOM_CHANGED),
    NoticeKind.EXPIRED: waiting.expired(NoticeKind.EXPIRED),
    **{kind: series_notices.to_coach(kind) for kind in SERIES_TO_COACH},
    **{kind: series_notices.to_customer(kind) for kind in SERIES_TO_CUSTOMER},
    NoticeKind.SERIES_ENDING: series_notices.ending,
    **{kind: _due(kind) for kind in sorted(REMINDERS)},
    **asked_notices.NOTICES,
    NoticeKind.CUSTOMER_ERASED: erasing.customer_erased,
    NoticeKind.WAIT_OFFER: in_line.offered,
    NoticeKind.WAIT_CLOSED: in_line.closed,
    NoticeKind.RESCUE_OFFER: rescues.offered,
    NoticeKind.RESCUE_CANCELLED: rescues.off(NoticeKind.RESCUE_CANCELLED),
    NoticeKind.RESCUE_LAPSED: rescues.off(NoticeKind.RESCUE_LAPSED),
    NoticeKind.RESCUE_MADE: rescues.made,
    NoticeKind.RESCUE_DONE: rescues.done,
    NoticeKind.MORNING_DIGEST: digests.morning,
    NoticeKind.EVENING_DIGEST: digests.evening,
    **handovers.NOTICES,
    NoticeKind.COACH_WELCOME: team_notices.coach_welcome,
    NoticeKind.COACH_ADDED: team_notices.coach_added,
    NoticeKind.ROLE: team_notices.role,
    NoticeKind.GROUP_DECIDED: group_notices.decided,
    NoticeKind.CALENDAR_CHANGED: coach_calendar.changed,
    NoticeKind.COACH_GONE: team_notices.coach_gone,
    NoticeKind.COACH_BACK: team_notices.coach_back,
    NoticeKind.IN_PLACE: team_notices.in_place,
    NoticeKind.IN_YOUR_PLACE: team_notices.in_your_place,
    NoticeKind.UNREACHED: team_notices.unreached,
    NoticeKind.DEAD_LETTERS: team_notices.dead_letters,
    NoticeKind.TWO_RECORDS: team_notices.two_records,
    NoticeKind.BROADCAST: broadcasts.broadcast,
    NoticeKind.MESSAGE: correspondence.message,
    NoticeKind.MESSAGE_LOST: correspondence.lost,
    NoticeKind.COMPLAINT: correspondence.complaint,
}
