"""A customer's series.

the list, a receipt     all dates → each one's receipt, or
1 ask_cancel            this one and all later? names those it is too late for
2 cancel                cancelled as far as the notice of each allows
"""

from collections.abc import Sequence

from domain.appointments.appointment import Appointment, customer_may_cancel
from domain.appointments.booked_rules import rules_of
from domain.refusals import AlreadyDecided, Refusal
from domain.roles import Permission
from domain.series.series import mark
from handlers.actions.series import series_changes
from handlers.buttons.keyboards import way_out
from handlers.buttons.press import Press, button
from handlers.buttons.screen import DANGER, Key, Row, Screen
from handlers.buttons.series_links import AskCancelSeries, ShowSeries
from handlers.chat.cards import series_cards
from handlers.chat.cards.series_cards import SeriesFile
from handlers.chat.frame.reply import File, Reply
from handlers.chat.frame.script import Script, Step
from handlers.chat.frame.turn import Turn
from handlers.notices.calendar_file import calendar_of
from handlers.queries.series import calendar_dates
from handlers.queries.series import series as queries
from handlers.wording import cards
from handlers.wording import series as wording
from handlers.wording.pens import HtmlPen


@button("zz")
class CancelSeries(Press):
    """Yes, cancel this date and all later ones. seen: the mark of those shown."""

    appointment: int
    seen: int


async def show(turn: Turn, press: ShowSeries) -> Reply:
    """All dates."""
    series = await queries.of(turn.database, press.appointment, actor=turn.actor)
    return Reply(series_cards.card(turn, series, press.page))


async def ask_cancel(turn: Turn, press: AskCancelSeries) -> Reply:
    """Ask about this one and all later; those it is too late for are named, and stay."""
    words = turn.words
    series = await queries.of(turn.database, press.appointment, actor=turn.actor)
    ahead = series.ahead(turn.now, onward=True)
    ends, stays = _split_cancellable(turn, ahead)
    if not ends:
        _may_cancel(turn, ahead[0] if ahead else series.appointment)
        raise AlreadyDecided(series.appointment.id, series.appointment.status)
    parts = ["\n".join(wording.date_lines(HtmlPen(words), ends, turn.zone))]
    if stays:
        lines = "\n".join(wording.date_lines(HtmlPen(words), stays, turn.zone))
        parts.append(f"{words.plural('series.too_late', len(stays))}\n{lines}")
    press_yes = CancelSeries(series.appointment.id, mark(ahead))
    rows: tuple[Row, ...] = (
        (Key(words.plural("series.cancel_yes", len(ends)), press_yes, DANGER),),
        way_out(words, ShowSeries(series.appointment.id)),
    )
    title = words.plural("series.cancel_title", len(ends))
    return Reply(Screen(cards.with_title(title, *parts), rows))


async def cancel(turn: Turn, press: CancelSeries) -> Reply:
    """Cancel them; the coach is told once."""
    appointment = await series_changes.cancel_series(
        turn.database,
        turn.catalogue,
        press.appointment,
        press.seen,
        **turn.intent,
    )
    toast = turn.words.label("series.cancelled")
    return await series_cards.reply(turn, appointment.id, toast=toast)


async def send_calendar_file(turn: Turn, press: SeriesFile) -> Reply:
    """All coming confirmed dates: each an event of its own, which may move alone."""
    dates = await calendar_dates.for_calendar(
        turn.database, press.appointment, actor=turn.actor, now=turn.now
    )
    caption = turn.words.label("receipt.calendar_caption", service=dates[0].service_title)
    content = calendar_of(dates, turn.words, turn.now)
    return Reply(file=File(f"{dates[0].code}.ics", content, caption))


def _split_cancellable(
    turn: Turn, dates: Sequence[Appointment]
) -> tuple[list[Appointment], list[Appointment]]:
    """Those that can be cancelled now, and those it is too late for."""
    ends, stays = list[Appointment](), list[Appointment]()
    for a in dates:
        try:
            _may_cancel(turn, a)
        except Refusal:
            stays.append(a)
        else:
            ends.append(a)
    return ends, stays


def _may_cancel(turn: Turn, a: Appointment) -> None:
    customer_may_cancel(a, rules_of(turn.catalogue, a), turn.now)


SCRIPT = Script(
    presses={
        ShowSeries: Step(show, Permission.BOOK),
        AskCancelSeries: Step(ask_cancel, Permission.BOOK),
        CancelSeries: Step(cancel, Permission.BOOK),
        SeriesFile: Step(send_calendar_file, Permission.BOOK),
    }
)
