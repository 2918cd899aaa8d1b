"""All dates of a series, as its customer and its coach see them, with what can be done to all."""

from collections.abc import Sequence
from typing import Final

from domain.appointments.appointment import OFF, WAITING, Appointment, Status
from domain.series.series_continuation import can_go_on
from domain.services.service import Money
from handlers.buttons.keyboards import in_rows, way_out
from handlers.buttons.links import Appointments, CoachCard, ShowAppointment
from handlers.buttons.pages import around
from handlers.buttons.press import Press, button
from handlers.buttons.screen import DANGER, PRIMARY, Key, Row, Screen
from handlers.buttons.series_keys import pending_rows
from handlers.buttons.series_links import (
    AskCallOffSeries,
    AskCancelSeries,
    ContinueSeries,
    ShowCoachSeries,
    ShowSeries,
)
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.turn import Turn
from handlers.queries.series import series as queries
from handlers.queries.series.series import SeriesView
from handlers.wording import cards
from handlers.wording import series as wording

PAGE: Final = 10  # dates


@button("zg")
class SeriesFile(Press):
    """All dates still on, as a file for the customer's calendar."""

    appointment: int


async def reply(
    turn: Turn, appointment_id: int, *, toast: str | None = None, title: str | None = None
) -> Reply:
    """The series of this date, for its customer or coach."""
    series = await queries.of(turn.database, appointment_id, actor=turn.actor)
    screen = coach_card if series.theirs else card
    return Reply(screen(turn, series, title=title), toast=toast)


def card(turn: Turn, series: SeriesView, page: int = 0, *, title: str | None = None) -> Screen:
    """For its customer."""
    words, ahead = turn.words, series.ahead(turn.now)
    id_ = series.appointment.id
    rows = _dates(turn, series, page, ShowAppointment, lambda other: ShowSeries(id_, other))
    rows += _continuing(turn, series)
    if any(a.status is Status.CONFIRMED for a in ahead):
        rows.append((Key(words.label("series.calendar_file"), SeriesFile(id_)),))
    if ahead:
        label = words.plural("series.cancel_all", len(ahead))
        rows.append((Key(label, AskCancelSeries(ahead[0].id), DANGER),))
    person = words.text("card.coach", coach=series.appointment.coach_name)
    return _screen(turn, series, page, person, (*rows, way_out(words, Appointments(0, 0))), title)


def coach_card(
    turn: Turn, series: SeriesView, page: int = 0, *, title: str | None = None
) -> Screen:
    """For its coach, and for the team."""
    words, ahead = turn.words, series.ahead(turn.now)
    id_ = series.appointment.id
    rows = [*pending_rows(words, ahead)]
    rows += _dates(turn, series, page, CoachCard, lambda other: ShowCoachSeries(id_, other))
    rows += _continuing(turn, series)
    # If all of them are waiting, declining them says the same.
    if any(a.status is Status.CONFIRMED for a in ahead):
        label = words.plural("series.cancel_all", len(ahead))
        rows.append((Key(label, AskCallOffSeries(ahead[0].id), DANGER),))
    person = words.text("card.customer", customer=series.appointment.customer_name)
    return _screen(turn, series, page, person, (*rows, way_out(words, CoachCard(id_))), title)


def _continuing(turn: Turn, series: SeriesView) -> tuple[Row, ...]:
    """As many dates again, if its end is near and the coach still does it."""
    last, catalogue = can_go_on(series.dates, turn.now), turn.catalogue
    if last is None:
        return ()
    service = catalogue.services.get(last.service_id)
    offered = service is not None and not service.hidden
    if not offered or last.coach_id not in {c.id for c in catalogue.coaches_for(last.service_id)}:
        return ()
    return ((Key(turn.words.label("series.continue"), ContinueSeries(last.id), PRIMARY),),)


def _screen(
    turn: Turn, series: SeriesView, page: int, person: str, rows: tuple[Row, ...], title: str | None
) -> Screen:
    words, session = turn.words, series.appointment
    about = [
        words.text(
            "card.service", service=session.service_title, length=words.length(session.minutes)
        ),
        person,
        words.text(
            "series.rhythm",
            rhythm=wording.rhythm(words, series.rhythm),
            zone=words.zone(session.read_in(turn.zone)),
        ),
    ]
    lines = [_line(turn, a) for a in _on_page(series, page)]
    heading = title or words.text("series.desk_title" if series.theirs else "series.title")
    text = cards.with_title(heading, "\n".join(about), "\n".join(lines), _sum(turn, series))
    return Screen(text, rows)


def _on_page(series: SeriesView, page: int) -> Sequence[Appointment]:
    first = min(max(page, 0), (len(series.dates) - 1) // PAGE) * PAGE
    return series.dates[first : first + PAGE]


def _line(turn: Turn, a: Appointment) -> str:
    words = turn.words
    when = words.button_time(a.starts_at, a.read_in(turn.zone))
    line = words.text("series.line", nr=a.series_nr, when=when)
    if a.status in OFF:
        return f"<s>{line}</s> ✕"
    return f"{line} {'⏳' if a.status in WAITING else '✓'}"


def _sum(turn: Turn, series: SeriesView) -> str:
    """How many are ahead, and what they cost together."""
    words, ahead = turn.words, series.ahead(turn.now)
    if not ahead:
        return words.text("series.none_ahead")
    total = Money(sum(a.price.minor for a in ahead), ahead[0].price.currency)
    return words.plural("series.ahead", len(ahead), total=words.money(total))


def _dates(
    turn: Turn,
    series: SeriesView,
    page: int,
    card_of: type[ShowAppointment] | type[CoachCard],
    to_page: object,
) -> list[Row]:
    words, pages = turn.words, -(-len(series.dates) // PAGE)
    page = min(max(page, 0), pages - 1)
    keys = [
        Key(words.button_time(a.starts_at, a.read_in(turn.zone)), card_of(a.id))
        for a in _on_page(series, page)
        if a.status not in OFF
    ]
    return [*in_rows(keys, 2), *around(words, page, pages, to_page)]  # type: ignore[arg-type]  # a page's press
