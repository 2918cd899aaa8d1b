"""What a coach is told about their sessions: what customers ask for, do, and do not hear."""

from datetime import datetime

from domain.appointments.appointment import Appointment
from domain.messages.awareness import Contact
from domain.messages.channels import Ways
from domain.messages.notices import NoticeKind
from handlers.actions.appointments.appointment_messages import appointment_of, earlier
from handlers.buttons import coach_keys
from handlers.notices import waiting
from handlers.notices.notice import Composer, Composers, Facts, Notice, heading
from handlers.notices.paragraphs import for_coach, group_occupancy, moved_from
from handlers.wording import history
from handlers.wording.attendance import to_coach
from handlers.wording.awareness import out_of_reach
from handlers.wording.pens import RichPen
from handlers.wording.rich import Rich, join_rich
from handlers.wording.words import Words
from storage.appointments.cards import CardSubject


def _to_coach(kind: NoticeKind) -> Composer:
    def compose(facts: Facts, words: Words, zone: str | None) -> Notice:
        a = appointment_of(facts)
        title = words.rich(f"notice.{kind}", customer=a.customer_name)
        more = (*moved_from(facts, words, a, zone), *group_occupancy(facts, words))
        return _to_desk(kind, words, a, title, for_coach(words, a, zone), *more)

    return compose


def _request(facts: Facts, words: Words, zone: str | None) -> Notice:
    a = appointment_of(facts)
    title = words.rich("notice.request", customer=a.customer_name)
    visit = history.visit(RichPen(words), earlier(facts) + 1)
    body = join_rich([for_coach(words, a, zone), visit], "\n")
    waits = waiting.for_desk(words, a, zone)
    lines = (body, *group_occupancy(facts, words), *waiting.strict(facts, words), *waits)
    return _to_desk(NoticeKind.REQUEST, words, a, title, *lines)


def _request_lapsed(facts: Facts, words: Words, zone: str | None) -> Notice:
    """The coach's side of a request that nobody answered, or whose other times nobody chose."""
    a = appointment_of(facts)
    id_ = "notice.proposal_lapsed" if facts.get("proposed_before") else "notice.lapsed"
    title = words.rich(id_, customer=a.customer_name)
    return _to_desk(NoticeKind.LAPSED, words, a, title, for_coach(words, a, zone))


def _late(facts: Facts, words: Words, zone: str | None) -> Notice:
    """How late comes first: the session is about to begin, or has begun."""
    a = appointment_of(facts)
    title = words.rich("notice.late", customer=a.customer_name)
    by = join_rich(list(to_coach(RichPen(words), a)), "\n")
    return _to_desk(NoticeKind.LATE, words, a, title, by, for_coach(words, a, zone))


def _unheard(facts: Facts, words: Words, zone: str | None) -> Notice:
    """Repeats what was decided: the coach's own card may be far up in the chat by now."""
    a = appointment_of(facts)
    title = words.rich(_unheard_title(facts), customer=a.customer_name)
    decided = words.rich("desk.proposed" if a.proposed else f"desk.{a.status.value}")
    contact = _contact(facts, a.customer_id)
    other = list(out_of_reach(RichPen(words), a.customer_name, contact))
    lines = (decided, for_coach(words, a, zone), *([join_rich(other, "\n")] if other else []))
    if _hears(facts, contact):
        return _to_desk(NoticeKind.UNHEARD, words, a, title, *lines)
    # Nothing written here would be passed on.
    ways = coach_keys.keys(words, a)
    return Notice(NoticeKind.UNHEARD, heading(title), lines, ways, CardSubject.to_coach(a))


def _contact(facts: Facts, customer_id: int) -> Contact:
    """The customer's other contacts; older rows do not say that they are away."""
    contact = facts.get("contact") or {}
    away = contact.get("away_since")
    return Contact(
        customer_id,
        away and datetime.fromisoformat(away),
        contact.get("met", True),
        Ways(telegram=not away),
        phone=contact.get("phone"),
        email=contact.get("email"),
    )


def _hears(facts: Facts, contact: Contact) -> bool:
    """Whether anything reaches the customer; rows of before say it by what is known of them."""
    known = contact.away_since is None or contact.email is not None
    return bool((facts.get("contact") or {}).get("hears", known))


def _to_desk(kind: NoticeKind, words: Words, a: Appointment, title: Rich, *lines: Rich) -> Notice:
    ways = (*coach_keys.keys(words, a), *coach_keys.word_row(words, a))
    return Notice(kind, heading(title), lines, ways, CardSubject.to_coach(a))


def _unheard_title(facts: Facts) -> str:
    """What the customer does not know, and why; older rows say neither."""
    if facts.get("reminder"):
        return "notice.unheard_reminder"
    return "notice.unheard_failed" if facts.get("reached") else "notice.unheard"


NOTICES: Composers = {
    NoticeKind.REQUEST: _request,
    NoticeKind.LATE: _late,
    NoticeKind.LAPSED: _request_lapsed,
    NoticeKind.UNHEARD: _unheard,
    **{
        kind: _to_coach(kind)
        for kind in (
            NoticeKind.BOOKED,
            NoticeKind.CANCELLED_BY_CUSTOMER,
            NoticeKind.MOVED_BY_CUSTOMER,
            NoticeKind.CHOSEN,
            NoticeKind.TURNED_DOWN,
            NoticeKind.ASKS_CANCEL,
            NoticeKind.ASKS_MOVE,
        )
    },
}
