"""The messages that the outbox delivers: facts of a row → a screen in the reader's language."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from domain.appointment import Appointment
from domain.notices import REMINDING, NoticeKind
from domain.reminders import REMINDERS
from handlers.actions.messages import appointment_of
from handlers.chat.cards import desk_cards, proposals
from handlers.chat.cards.receipts import AskCancel, Attend
from handlers.chat.frame.buttons import Home
from handlers.chat.frame.screen import PRIMARY, SUCCESS, Key, Row, Screen
from handlers.chat.parts.links import BookAgain, ShowAppointment, ShowMonth
from handlers.notices import countdown
from handlers.notices import team as team_notices
from handlers.wording import cards
from handlers.wording.words import Words, zone_info
from storage.cards import Shown

Facts = Mapping[str, Any]
Notice = Callable[[Facts, Words, str | None], Screen]


def render(
    kind: str, facts: Facts, words: Words, zone: str | None, now: datetime | None = None
) -> Screen:
    """The message of an outbox row. ValueError for a kind that is none of ours.

    zone: the reader's, None when unknown. now: when it is sent (UTC); None for when it was due.
    """
    if kind in REMINDER_NOTICES:
        return _reminder(kind, facts, words, zone, now)
    return NOTICES[NoticeKind(kind)](facts, words, zone)


def _to_coach(kind: str) -> Notice:
    def notice(facts: Facts, words: Words, zone: str | None) -> Screen:
        a = appointment_of(facts)
        title = words.text(f"notice.{kind}", customer=a.customer_name)
        more = [_was(facts, words, a)] if "was" in facts else []
        return _desk_card(words, a, cards.titled(title, cards.for_coach(words, a, zone), *more))

    return notice


def _request(facts: Facts, words: Words, zone: str | None) -> Screen:
    a = appointment_of(facts)
    title = words.text("notice.request", customer=a.customer_name)
    body = f"{cards.for_coach(words, a, zone)}\n{desk_cards.who(words, facts)}"
    return _desk_card(words, a, cards.titled(title, body))


def _lapsed(facts: Facts, words: Words, zone: str | None) -> Screen:
    """The coach's side of a request that nobody answered, or whose other times nobody chose."""
    a = appointment_of(facts)
    kind = "notice.proposal_lapsed" if facts.get("proposed_before") else "notice.lapsed"
    title = words.text(kind, customer=a.customer_name)
    return _desk_card(words, a, cards.titled(title, cards.for_coach(words, a, zone)))


def _unheard(facts: Facts, words: Words, zone: str | None) -> Screen:
    """Says again what was decided: the coach's own card of it may be far up in the chat by now."""
    a = appointment_of(facts)
    title = words.text(_unheard_title(facts), customer=a.customer_name)
    decided = words.text("desk.proposed" if a.proposed else f"desk.{a.status.value}")
    return _desk_card(words, a, cards.titled(title, decided, cards.for_coach(words, a, zone)))


def _desk_card(words: Words, a: Appointment, text: str) -> Screen:
    return Screen(text, desk_cards.keys(words, a), Shown.to_coach(a))


def _unheard_title(facts: Facts) -> str:
    """What the customer does not know, and why; rows of before say neither."""
    if facts.get("reminder"):
        return "notice.unheard_reminder"
    return "notice.unheard_failed" if facts.get("reached") else "notice.unheard"


def _to_customer(kind: str) -> Notice:
    def notice(facts: Facts, words: Words, zone: str | None) -> Screen:
        a = appointment_of(facts)
        title = words.text(f"notice.{kind}", coach=a.coach_name)
        more = [_was(facts, words, a)] if "was" in facts else []
        if a.reason:
            more.append(words.text("card.reason", reason=a.reason))
        rows: tuple[Row, ...] = (_receipt_row(words, a) if a.open else _again_row(words, a),)
        text = cards.titled(title, cards.receipt(words, a, zone), *more)
        return Screen(text, rows, Shown.to_customer(a))

    return notice


def _proposed(facts: Facts, words: Words, zone: str | None) -> Screen:
    a = appointment_of(facts)
    text = cards.titled(
        words.plural("receipt.proposed", len(a.proposed), coach=a.coach_name),
        cards.receipt(words, a, zone),
        proposals.listed(words, words.text("proposal.instead"), a.proposed, a.zone, zone),
        words.plural("proposal.how", len(a.proposed), until=words.at(a.starts_at, a.zone)),
    )
    return Screen(text, proposals.keys(words, a, a.proposed), Shown.to_customer(a))


def _reminder(
    kind: str, facts: Facts, words: Words, zone: str | None, now: datetime | None = None
) -> Screen:
    a = appointment_of(facts)
    attend = Key(words.label("reminder.attend"), Attend(a.id), SUCCESS)
    ways = _receipt_row(words, a)
    if kind == NoticeKind.REMINDER_24H:
        month = a.starts_at.astimezone(zone_info(a.zone)).date()
        ways = (
            Key(words.label("receipt.move"), ShowMonth(a.service_id, a.coach_id, a.id, month)),
            Key(words.label("receipt.cancel"), AskCancel(a.id)),
        )
    # An hour before, most services can no longer be moved or cancelled; the receipt knows whether.
    sent = now or a.starts_at - REMINDERS[kind.removeprefix("reminder_")]
    title = countdown.reminder(words, a, zone, sent)
    text = cards.titled(title, cards.receipt(words, a, zone))
    return Screen(text, ((attend,), ways), Shown.to_customer(a))


def _due(kind: str) -> Notice:
    """A reminder as it reads when it is sent in time."""
    return lambda facts, words, zone: _reminder(kind, facts, words, zone)


def _coach_welcome(facts: Facts, words: Words, zone: str | None) -> Screen:
    text = words.text("notice.coach_welcome", name=facts["name"])
    return Screen(text, ((Key(words.label("key.menu"), Home()),),))


def _role(facts: Facts, words: Words, zone: str | None) -> Screen:
    text = words.text(f"notice.role_{facts['role']}")
    return Screen(text, ((Key(words.label("key.menu"), Home()),),))


def _receipt_row(words: Words, a: Appointment) -> Row:
    return (Key(words.label("notice.show"), ShowAppointment(a.id)),)


def _again_row(words: Words, a: Appointment) -> Row:
    return (Key(words.label("receipt.again"), BookAgain(a.service_id, a.coach_id), PRIMARY),)


def _was(facts: Facts, words: Words, a: Appointment) -> str:
    before = datetime.fromisoformat(facts["was"])
    return words.text("move.from", when=words.at(before, a.zone))


REMINDER_NOTICES = tuple(REMINDING.values())
NOTICES: dict[NoticeKind, Notice] = {
    NoticeKind.REQUEST: _request,
    NoticeKind.BOOKED: _to_coach("booked"),
    NoticeKind.CANCELLED_BY_CUSTOMER: _to_coach("cancelled_by_customer"),
    NoticeKind.MOVED_BY_CUSTOMER: _to_coach("moved_by_customer"),
    NoticeKind.CHOSEN: _to_coach("chosen"),
    NoticeKind.TURNED_DOWN: _to_coach("turned_down"),
    NoticeKind.ASKS_CANCEL: _to_coach("asks_cancel"),
    NoticeKind.ASKS_MOVE: _to_coach("asks_move"),
    NoticeKind.LAPSED: _lapsed,
    NoticeKind.UNHEARD: _unheard,
    NoticeKind.PROPOSED: _proposed,
    NoticeKind.PROPOSAL_EXPIRED: _to_customer("proposal_expired"),
    NoticeKind.APPROVED: _to_customer("approved"),
    NoticeKind.DECLINED: _to_customer("declined"),
    NoticeKind.CANCELLED_BY_COACH: _to_customer("cancelled_by_coach"),
    NoticeKind.MOVED_BY_COACH: _to_customer("moved_by_coach"),
    NoticeKind.EXPIRED: _to_customer("expired"),
    **{kind: _due(kind) for kind in REMINDER_NOTICES},
    NoticeKind.COACH_WELCOME: _coach_welcome,
    NoticeKind.ROLE: _role,
    NoticeKind.COACH_GONE: team_notices.coach_gone,
    NoticeKind.COACH_BACK: team_notices.coach_back,
    NoticeKind.IN_PLACE: team_notices.in_place,
    NoticeKind.IN_YOUR_PLACE: team_notices.in_your_place,
    NoticeKind.UNREACHED: team_notices.unreached,
    NoticeKind.DEAD_LETTERS: team_notices.dead_letters,
    NoticeKind.TWO_RECORDS: team_notices.two_records,
}
