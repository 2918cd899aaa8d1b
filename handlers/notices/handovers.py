"""What the customer and both coaches are told when another coach takes a session over."""

from datetime import datetime

from domain.messages.notices import NoticeKind
from domain.services.display_zones import display_zones
from handlers.actions.appointments.appointment_messages import appointment_of
from handlers.buttons import coach_keys, handover_keys
from handlers.buttons.handover_keys import GiveNow, HandOver
from handlers.buttons.labels import WHOLE, LabelFitter
from handlers.buttons.links import AskCancel, CoachCard, CoachDay, ShowAppointment, ShowMonth
from handlers.buttons.screen import Key
from handlers.notices.notice import Composer, Composers, Facts, Notice, heading
from handlers.notices.paragraphs import for_coach, receipt
from handlers.wording import handovers
from handlers.wording.pens import RichPen
from handlers.wording.rich import join_rich
from handlers.wording.words import Words, zone_info
from storage.appointments.cards import CardSubject


def hand_over_request(facts: Facts, words: Words, zone: str | None) -> Notice:
    """To the colleague: whether they will take it over, and how long they have to answer."""
    a, until = appointment_of(facts), facts.get("until")
    until = datetime.fromisoformat(until) if until else a.starts_at
    body = handovers.asking(RichPen(words), a, until, zone)
    title = heading(words.rich("notice.hand_over", customer=a.customer_name))
    lines = tuple(join_rich(one, "\n") for one in body)
    if "for_coach" not in facts:
        ways = (handover_keys.answers(words, a),)
        return Notice(NoticeKind.HAND_OVER, title, lines, ways, CardSubject.to_colleague(a))
    # To the team, about a colleague Telegram does not reach: they ask, and decide for them.
    coach, name = facts["for_coach"]
    give = LabelFitter(words, WHOLE).label("handover.give_key", cut="coach", coach=name)
    rows = (
        (Key(give, GiveNow(a.id, coach)),),
        (Key(words.label("notice.show"), CoachCard(a.id)),),
    )
    why = words.rich("handover.ask_for", coach=name)
    return Notice(NoticeKind.HAND_OVER, title, (why, *lines[1:]), rows)


def hand_over_taken(facts: Facts, words: Words, zone: str | None) -> Notice:
    """To the previous coach: it is somebody else's, or theirs again, and that time is free."""
    a = appointment_of(facts)
    title = heading(words.rich("notice.hand_over_taken", customer=a.customer_name))
    if facts.get("back"):
        title = heading(words.rich("notice.hand_over_back", customer=a.customer_name))
    when = words.rich(
        "card.date", when=words.at(a.starts_at, display_zones(a.meeting, a.zone, zone).lead)
    )
    lines = (when, words.rich("handover.theirs", coach=a.coach_name))
    day = a.starts_at.astimezone(zone_info(a.zone)).date()
    ways = ((Key(words.label("handover.day"), CoachDay(day)),),)
    return Notice(NoticeKind.HAND_OVER_TAKEN, title, lines, ways)


def stays(kind: NoticeKind) -> Composer:
    """To its coach: the colleague they asked declined, or has not answered."""

    def compose(facts: Facts, words: Words, zone: str | None) -> Notice:
        a = appointment_of(facts)
        title = heading(words.rich(f"notice.{kind}", customer=a.customer_name))
        why = words.rich(f"handover.{kind}_by", coach=facts.get("colleague", ""))
        lines = (why, for_coach(words, a, zone))
        another = (Key(words.label("handover.another"), HandOver(a.id)),)
        ways = (another, *coach_keys.keys(words, a))
        return Notice(kind, title, lines, ways, CardSubject.to_coach(a))

    return compose


def hand_over_given(facts: Facts, words: Words, zone: str | None) -> Notice:
    """To the new coach: the team has decided that it is theirs."""
    a = appointment_of(facts)
    title = heading(words.rich("notice.hand_over_given", customer=a.customer_name))
    before = words.rich("handover.instead_of", coach=facts.get("from_coach", ""))
    lines = (before, for_coach(words, a, zone))
    ways = (*coach_keys.keys(words, a), *coach_keys.word_row(words, a))
    return Notice(NoticeKind.HAND_OVER_GIVEN, title, lines, ways, CardSubject.to_coach(a))


def to_customer(facts: Facts, words: Words, zone: str | None) -> Notice:
    """To its customer: who comes instead, at the same time, and that they need not agree."""
    a = appointment_of(facts)
    title = heading(words.rich("notice.handed_over", coach=a.coach_name))
    before = words.rich("handover.instead_of", coach=facts.get("from_coach", ""))
    month = a.starts_at.astimezone(zone_info(a.read_in(zone))).date()
    ways = (
        (Key(words.label("notice.show"), ShowAppointment(a.id)),),
        (
            Key(
                words.label("receipt.move"),
                ShowMonth(a.service_id, a.coach_id, a.id, month),
            ),
            Key(words.label("receipt.cancel"), AskCancel(a.id)),
        ),
    )
    lines = (before, receipt(words, a, zone), words.rich("handover.free"))
    return Notice(NoticeKind.HANDED_OVER, title, lines, ways, CardSubject.to_customer(a))


NOTICES: Composers = {
    NoticeKind.HAND_OVER: hand_over_request,
    NoticeKind.HAND_OVER_TAKEN: hand_over_taken,
    NoticeKind.HAND_OVER_REFUSED: stays(NoticeKind.HAND_OVER_REFUSED),
    NoticeKind.HAND_OVER_LAPSED: stays(NoticeKind.HAND_OVER_LAPSED),
    NoticeKind.HAND_OVER_GIVEN: hand_over_given,
    NoticeKind.HANDED_OVER: to_customer,
}
