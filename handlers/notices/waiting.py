"""What people are told about pending answers: suggested times, that an answer is due, and that
nobody gave one."""

from domain.appointments.appointment import Appointment, Status
from domain.messages.notices import NoticeKind
from domain.services.display_zones import display_zones
from domain.services.service_choice import Choice
from domain.time.spans import moment
from handlers.actions.appointments.appointment_messages import appointment_of
from handlers.buttons import coach_keys, proposal_keys
from handlers.buttons.links import BookAgain, Instead, ShowAppointment
from handlers.buttons.screen import PRIMARY, SUCCESS, Key, Row
from handlers.buttons.series_links import ShowCoachSeries
from handlers.notices.notice import Composer, Composers, Facts, Notice, heading
from handlers.notices.paragraphs import for_coach, receipt
from handlers.wording import offers
from handlers.wording.pens import RichPen
from handlers.wording.rich import Rich, join_rich
from handlers.wording.words import Words
from storage.appointments.cards import CardSubject


def _suggestion(facts: Facts, words: Words, zone: str | None) -> Notice:
    """To the coach: the times a customer suggests, each with one tap."""
    a = appointment_of(facts)
    on = display_zones(a.meeting, a.zone, zone)
    paragraphs = offers.suggestion_for_coach(RichPen(words), a, a.suggested, on)
    lines = (for_coach(words, a, zone), *(join_rich(one, "\n") for one in paragraphs))
    ways = (
        *proposal_keys.suggestion_keys(words, a, a.suggested, on.lead),
        *coach_keys.keys(words, a),
    )
    title = words.rich("notice.suggested", customer=a.customer_name)
    return Notice(NoticeKind.SUGGESTED, heading(title), lines, ways, CardSubject.to_coach(a))


def _nudge(facts: Facts, words: Words, zone: str | None) -> Notice:
    """To the coach: that an answer is due."""
    a = appointment_of(facts)
    on = display_zones(a.meeting, a.zone, zone)
    title = words.rich("notice.nudge", customer=a.customer_name)
    lines = [for_coach(words, a, zone)]
    ways: tuple[Row, ...] = coach_keys.keys(words, a)
    if a.suggested:
        paragraphs = offers.suggestion_for_coach(RichPen(words), a, a.suggested, on)
        lines += [join_rich(one, "\n") for one in paragraphs]
        ways = (*proposal_keys.suggestion_keys(words, a, a.suggested, on.lead), *ways)
    else:
        lines += for_desk(words, a, zone)
    if facts.get("of_series"):
        lines.append(words.rich_plural("series.dates", facts["of_series"]))
        ways = ((Key(words.label("series.show"), ShowCoachSeries(a.id)),),)
    return Notice(NoticeKind.NUDGE, heading(title), tuple(lines), ways, CardSubject.to_coach(a))


def strict(facts: Facts, words: Words) -> list[Rich]:
    """That a request needs approval only because of its customer, and why."""
    missed = facts.get("strict")
    if missed is None:
        return []
    return [words.rich_plural("notice.strict", missed) if missed else words.rich("notice.limited")]


def for_desk(words: Words, a: Appointment, zone: str | None) -> list[Rich]:
    """How long the coach has to answer a request, as told with the news of it."""
    on = display_zones(a.meeting, a.zone, zone)
    paragraphs = offers.answer_deadline_for_coach(RichPen(words), a.answer_by, on)
    return [join_rich(one, "\n") for one in paragraphs]


def _offer_lapsed(facts: Facts, words: Words, zone: str | None) -> Notice:
    """To the coach: nobody accepted a time on offer."""
    a = appointment_of(facts)
    title = words.rich("notice.offer_lapsed", customer=a.customer_name)
    why = words.rich(f"{_by(facts)}.lapsed_desk", customer=a.customer_name)
    lines = (why, for_coach(words, a, zone), *_due(a, for_desk(words, a, zone)))
    ways = coach_keys.keys(words, a)
    return Notice(NoticeKind.OFFER_LAPSED, heading(title), lines, ways, CardSubject.to_coach(a))


def _stands(facts: Facts, words: Words, zone: str | None) -> Notice:
    """To the customer: the same, and that what they have stays as it was."""
    a = appointment_of(facts)
    waits = a.status is Status.PENDING
    title = words.rich("notice.stands_pending" if waits else "notice.stands_confirmed")
    why = words.rich(f"{_by(facts)}.lapsed", coach=a.coach_name)
    paragraphs = offers.answer_deadline(
        RichPen(words), a, a.answer_by, display_zones(a.meeting, a.zone, zone)
    )
    until = [join_rich(one, "\n") for one in paragraphs]
    lines = (why, receipt(words, a, zone), *_due(a, until))
    show = (Key(words.label("notice.show"), ShowAppointment(a.id)),)
    return Notice(NoticeKind.STANDS, heading(title), lines, (show,), CardSubject.to_customer(a))


def _due(a: Appointment, until: list[Rich]) -> list[Rich]:
    """How long it still waits, if it is still a request."""
    return until if a.status is Status.PENDING else []


def _by(facts: Facts) -> str:
    """Whose offer it was, as in the message ids."""
    return "suggest" if facts.get("by") == "customer" else "proposal"


def _request_expired(kind: NoticeKind) -> Composer:
    """To the customer: their request has lapsed, and the alternatives."""

    def compose(facts: Facts, words: Words, zone: str | None) -> Notice:
        a = appointment_of(facts)
        title = words.rich(f"notice.{kind}", coach=a.coach_name)
        lines = [receipt(words, a, zone)]
        if facts.get("nearest"):
            lines.append(words.rich("notice.instead", coach=a.coach_name))
        return Notice(
            kind,
            heading(title),
            tuple(lines),
            instead(facts, words, a, zone),
            CardSubject.to_customer(a),
        )

    return compose


def instead(facts: Facts, words: Words, a: Appointment, zone: str | None) -> tuple[Row, ...]:
    """The nearest free times when it lapsed, anyone else, and the whole calendar."""
    lead, choice = a.read_in(zone), Choice(also=a.also).as_text
    times = [
        Key(
            words.button_time(moment(start), lead),
            Instead(a.service_id, a.coach_id, start // 60, choice),
            SUCCESS,
        )
        for start in facts.get("nearest", ())
    ]
    again = Key(words.label("receipt.again"), BookAgain(a.service_id, a.coach_id, choice), PRIMARY)
    anyone = Key(words.label("notice.anyone"), Instead(a.service_id, 0, 0, choice))
    last = (again, anyone) if facts.get("others") else (again,)
    return (*((key,) for key in times), last)


NOTICES: Composers = {
    NoticeKind.SUGGESTED: _suggestion,
    NoticeKind.NUDGE: _nudge,
    NoticeKind.OFFER_LAPSED: _offer_lapsed,
    NoticeKind.STANDS: _stands,
    NoticeKind.PROPOSAL_EXPIRED: _request_expired(NoticeKind.PROPOSAL_EXPIRED),
    NoticeKind.EXPIRED: _request_expired(NoticeKind.EXPIRED),
}
