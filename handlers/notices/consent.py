"""What people are told about a time that a coach booked for a customer who is asked first."""

from dataclasses import replace
from datetime import datetime

from domain.messages.notices import NoticeKind
from domain.services.display_zones import display_zones
from domain.services.service_choice import Choice
from handlers.actions.appointments.appointment_messages import appointment_of
from handlers.buttons import coach_keys, consent_keys
from handlers.buttons.links import BookAgain
from handlers.buttons.screen import PRIMARY, Key
from handlers.notices.notice import Composer, Composers, Facts, Notice, heading
from handlers.notices.paragraphs import for_coach, group_occupancy, receipt
from handlers.wording import offers
from handlers.wording.pens import RichPen
from handlers.wording.rich import join_rich
from handlers.wording.words import Words
from storage.appointments.cards import CardSubject


def _consent_request(facts: Facts, words: Words, zone: str | None) -> Notice:
    """To the customer: whether it suits them."""
    a = replace(appointment_of(facts), held_until=datetime.fromisoformat(facts["until"]))
    paragraphs = offers.consent_deadline(RichPen(words), a, display_zones(a.meeting, a.zone, zone))
    lines = (receipt(words, a, zone), *(join_rich(one, "\n") for one in paragraphs))
    title = heading(words.rich("notice.asked", coach=a.coach_name))
    return Notice(
        NoticeKind.ASKED, title, lines, (consent_keys.row(words, a),), CardSubject.to_customer(a)
    )


def _consent_lapsed(facts: Facts, words: Words, zone: str | None) -> Notice:
    """To the customer: it is no longer held."""
    a = appointment_of(facts)
    again = BookAgain(a.service_id, a.coach_id, Choice(also=a.also).as_text)
    ways = ((Key(words.label("receipt.again"), again, PRIMARY),),)
    title = heading(words.rich("notice.ask_lapsed", coach=a.coach_name))
    lines = (receipt(words, a, zone),)
    return Notice(NoticeKind.ASK_LAPSED, title, lines, ways, CardSubject.to_customer(a))


def _to_coach(kind: NoticeKind) -> Composer:
    def compose(facts: Facts, words: Words, zone: str | None) -> Notice:
        a = appointment_of(facts)
        title = heading(words.rich(f"notice.{kind}", customer=a.customer_name))
        lines = (for_coach(words, a, zone), *group_occupancy(facts, words))
        ways = (*coach_keys.keys(words, a), *coach_keys.word_row(words, a))
        return Notice(kind, title, lines, ways, CardSubject.to_coach(a))

    return compose


NOTICES: Composers = {
    NoticeKind.ASKED: _consent_request,
    NoticeKind.ASK_LAPSED: _consent_lapsed,
    **{
        kind: _to_coach(kind)
        for kind in (NoticeKind.ASK_TAKEN, NoticeKind.ASK_DECLINED, NoticeKind.ASK_UNANSWERED)
    },
}
