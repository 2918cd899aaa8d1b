"""What people are told about sessions that a coach's leave touches."""

from typing import Any

from domain.messages.notices import NoticeKind
from domain.services.display_zones import display_zones
from domain.services.service_choice import Choice
from handlers.actions.appointments.appointment_messages import appointment_of
from handlers.buttons import proposal_keys
from handlers.buttons.links import AskCancel, BookAgain
from handlers.buttons.rescue_links import ShowRescue
from handlers.buttons.screen import PRIMARY, Key
from handlers.notices.notice import Composer, Composers, Facts, Notice, heading
from handlers.notices.paragraphs import receipt
from handlers.wording import offers
from handlers.wording.pens import RichPen
from handlers.wording.rich import join_rich
from handlers.wording.words import Words
from storage.appointments.cards import CardSubject


def _rescue_offer(facts: Facts, words: Words, zone: str | None) -> Notice:
    """To the customer: the coach cannot come, and what is held for them instead."""
    a = appointment_of(facts)
    pen, on = RichPen(words), display_zones(a.meeting, a.zone, zone)
    cover = facts.get("cover")
    paragraphs = offers.proposal(pen, a, a.proposed, on, cover)
    lines = (receipt(words, a, zone), *(join_rich(one, "\n") for one in paragraphs))
    cancel = (Key(words.label("receipt.cancel"), AskCancel(a.id)),)
    ways = (*proposal_keys.keys(words, a, a.proposed, zone, cover), cancel)
    title = heading(words.rich("receipt.rescue", coach=a.coach_name))
    return Notice(NoticeKind.RESCUE_OFFER, title, lines, ways, CardSubject.to_customer(a))


def _off(kind: NoticeKind) -> Composer:
    """To the customer: it is cancelled, with an apology."""

    def compose(facts: Facts, words: Words, zone: str | None) -> Notice:
        a = appointment_of(facts)
        sorry = words.rich(f"notice.{kind}_sorry", coach=a.coach_name)
        again = BookAgain(a.service_id, a.coach_id, Choice(also=a.also).as_text)
        ways = ((Key(words.label("receipt.again"), again, PRIMARY),),)
        title = heading(words.rich(f"notice.{kind}", coach=a.coach_name))
        return Notice(
            kind, title, (receipt(words, a, zone), sorry), ways, CardSubject.to_customer(a)
        )

    return compose


def _rescue_made(facts: Facts, words: Words, zone: str | None) -> Notice:
    """To the coach: somebody on the team has taken care of their sessions."""
    lines = (words.rich_plural("notice.rescue_made_number", facts["number"]),)
    return _of_all(NoticeKind.RESCUE_MADE, facts, words, lines)


def _rescue_done(facts: Facts, words: Words, zone: str | None) -> Notice:
    """To the coach: no answers are outstanding."""
    return _of_all(NoticeKind.RESCUE_DONE, facts, words, (words.rich("notice.rescue_done_how"),))


def _of_all(kind: NoticeKind, facts: Facts, words: Words, lines: tuple[Any, ...]) -> Notice:
    ways = ((Key(words.label("rescue.show"), ShowRescue(facts["rescue"])),),)
    subject = CardSubject.of_rescue(facts["coach"], facts["rescue"])
    return Notice(kind, heading(words.rich(f"notice.{kind}")), lines, ways, subject)


NOTICES: Composers = {
    NoticeKind.RESCUE_OFFER: _rescue_offer,
    NoticeKind.RESCUE_CANCELLED: _off(NoticeKind.RESCUE_CANCELLED),
    NoticeKind.RESCUE_LAPSED: _off(NoticeKind.RESCUE_LAPSED),
    NoticeKind.RESCUE_MADE: _rescue_made,
    NoticeKind.RESCUE_DONE: _rescue_done,
}
