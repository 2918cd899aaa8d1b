"""What a customer is told about their sessions: what the coach decided, and what is on offer."""

from domain.appointments.accountability import Bearer
from domain.appointments.appointment import Appointment
from domain.messages.notices import NoticeKind
from domain.services.display_zones import display_zones
from domain.services.service_choice import Choice
from handlers.actions.appointments.appointment_messages import appointment_of
from handlers.buttons import proposal_keys
from handlers.buttons.links import BookAgain, ShowAppointment
from handlers.buttons.screen import PRIMARY, Key, Row
from handlers.notices.notice import Composer, Composers, Facts, Notice, heading
from handlers.notices.paragraphs import moved_from, receipt
from handlers.wording import offers
from handlers.wording.pens import RichPen
from handlers.wording.rich import join_rich
from handlers.wording.words import Words
from storage.appointments.cards import CardSubject


def _to_customer(kind: NoticeKind) -> Composer:
    def compose(facts: Facts, words: Words, zone: str | None) -> Notice:
        a = appointment_of(facts)
        id_ = "notice.cancelled_at_wish" if a.borne_by is Bearer.CUSTOMER else f"notice.{kind}"
        title = words.rich(id_, coach=a.coach_name)
        more = moved_from(facts, words, a, zone)
        if a.reason:
            more.append(words.rich("card.reason", reason=a.reason))
        ways: tuple[Row, ...] = (_receipt_row(words, a) if a.open else _again_row(words, a),)
        lines = (receipt(words, a, zone), *more)
        return Notice(kind, heading(title), lines, ways, CardSubject.to_customer(a))

    return compose


def _proposal(facts: Facts, words: Words, zone: str | None) -> Notice:
    a = appointment_of(facts)
    title = words.rich_plural("receipt.proposed", len(a.proposed), coach=a.coach_name)
    paragraphs = offers.proposal(
        RichPen(words), a, a.proposed, display_zones(a.meeting, a.zone, zone)
    )
    lines = (receipt(words, a, zone), *(join_rich(one, "\n") for one in paragraphs))
    ways = proposal_keys.keys(words, a, a.proposed, zone)
    return Notice(NoticeKind.PROPOSED, heading(title), lines, ways, CardSubject.to_customer(a))


def _receipt_row(words: Words, a: Appointment) -> Row:
    return (Key(words.label("notice.show"), ShowAppointment(a.id)),)


def _again_row(words: Words, a: Appointment) -> Row:
    return (
        Key(
            words.label("receipt.again"),
            BookAgain(a.service_id, a.coach_id, Choice(also=a.also).as_text),
            PRIMARY,
        ),
    )


NOTICES: Composers = {
    NoticeKind.PROPOSED: _proposal,
    **{
        kind: _to_customer(kind)
        for kind in (
            NoticeKind.AGREED,
            NoticeKind.REFUSED,
            NoticeKind.APPROVED,
            NoticeKind.DECLINED,
            NoticeKind.CANCELLED_BY_COACH,
            NoticeKind.MOVED_BY_COACH,
            NoticeKind.BOOKED_BY_COACH,
            NoticeKind.ROOM_CHANGED,
            NoticeKind.RESTORED,
        )
    },
}
