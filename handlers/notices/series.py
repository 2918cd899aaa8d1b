"""What people are told about several dates of a series at once."""

from datetime import datetime

from domain.appointments.accountability import Bearer
from domain.appointments.appointment import Appointment
from domain.messages.notices import SERIES_TO_COACH, SERIES_TO_CUSTOMER, NoticeKind
from domain.services.display_zones import display_zones
from domain.services.service_choice import Choice
from handlers.actions.appointments.appointment_messages import appointment_of, earlier
from handlers.actions.series.series_messages import dates_of
from handlers.buttons.links import BookAgain
from handlers.buttons.screen import PRIMARY, Key, Row
from handlers.buttons.series_keys import pending_rows
from handlers.buttons.series_links import ContinueSeries, ShowCoachSeries, ShowSeries
from handlers.notices.notice import Composer, Composers, Facts, Notice, heading
from handlers.notices.waiting import for_desk, instead, strict
from handlers.wording import history, sessions
from handlers.wording import series as wording
from handlers.wording.pens import RichPen
from handlers.wording.rich import Rich, join_rich
from handlers.wording.words import Words


def _to_coach(kind: NoticeKind) -> Composer:
    """News for the coach, or for whoever acts in their place."""

    def compose(facts: Facts, words: Words, zone: str | None) -> Notice:
        dates = dates_of(facts)
        title = words.rich(f"notice.{kind}", customer=dates[0].customer_name)
        person = words.rich("card.customer", customer=dates[0].customer_name)
        show = (Key(words.label("series.show"), ShowCoachSeries(dates[0].id)),)
        rows: tuple[Row, ...] = (show,)
        lines = [_body(facts, dates, words, zone, person)]
        if kind is NoticeKind.SERIES_REQUEST:
            rows = (*pending_rows(words, dates), show)
            lines += [
                history.visit(RichPen(words), earlier(facts) + 1),
                *strict(facts, words),
                *for_desk(words, dates[0], zone),
            ]
        return Notice(kind, heading(title), tuple(lines), rows)

    return compose


def _to_customer(kind: NoticeKind) -> Composer:
    """News for the customer."""

    def compose(facts: Facts, words: Words, zone: str | None) -> Notice:
        dates = dates_of(facts)
        first = dates[0]
        at_wish = first.borne_by is Bearer.CUSTOMER
        id_ = "notice.series_cancelled_at_wish" if at_wish else f"notice.{kind}"
        title = words.rich(id_, coach=first.coach_name)
        if kind is NoticeKind.SERIES_DECLINED and facts.get("stands"):
            id_ = "notice.series_dates_declined"
            title = words.rich_plural(id_, len(dates), coach=first.coach_name)
        person = words.rich("card.coach", coach=first.coach_name)
        if first.open:
            way = Key(words.label("series.show"), ShowSeries(first.id))
        else:
            again = BookAgain(first.service_id, first.coach_id, Choice(also=first.also).as_text)
            way = Key(words.label("receipt.again"), again, PRIMARY)
        ways: tuple[Row, ...] = ((way,),)
        if kind is NoticeKind.SERIES_EXPIRED:
            ways = instead(facts, words, first, zone)
        return Notice(kind, heading(title), (_body(facts, dates, words, zone, person),), ways)

    return compose


def _ending(facts: Facts, words: Words, zone: str | None) -> Notice:
    """To the customer: one date is left, and whether to continue."""
    a = appointment_of(facts)
    lines = [
        words.rich("card.coach", coach=a.coach_name),
        words.rich("card.service", service=a.service_title, length=words.length(a.minutes)),
        words.rich("series.last_date", when=words.at(a.starts_at, a.read_in(zone))),
    ]
    ways: tuple[Row, ...] = (
        (Key(words.label("series.continue"), ContinueSeries(a.id), PRIMARY),),
        (Key(words.label("series.show"), ShowSeries(a.id)),),
    )
    paragraphs = (join_rich(lines, "\n"), words.rich("notice.series_ending_ask"))
    return Notice(
        NoticeKind.SERIES_ENDING, heading(words.rich("notice.series_ending")), paragraphs, ways
    )


def _body(
    facts: Facts, dates: list[Appointment], words: Words, zone: str | None, person: Rich
) -> Rich:
    pen, first = RichPen(words), dates[0]
    were = map(datetime.fromisoformat, facts.get("were", ()))
    was = [words.button_time(at, first.read_in(zone)) for at in were]
    lines = [
        person,
        words.rich("card.service", service=first.service_title, length=words.length(first.minutes)),
        words.rich_plural("series.dates", len(dates)),
        *wording.date_lines(pen, dates, zone, was),
        words.rich("series.zone", zone=words.zone(first.read_in(zone))),
        *sessions.beside(pen, first.starts_at, display_zones(first.meeting, first.zone, zone)),
    ]
    if first.note:
        lines.append(words.rich("card.note", note=first.note))
    lines += sessions.answers(pen, first.answers)
    if first.reason:
        lines.append(words.rich("card.reason", reason=first.reason))
    return join_rich(lines, "\n")


NOTICES: Composers = {
    **{kind: _to_coach(kind) for kind in SERIES_TO_COACH},
    **{kind: _to_customer(kind) for kind in SERIES_TO_CUSTOMER},
    NoticeKind.SERIES_ENDING: _ending,
}
