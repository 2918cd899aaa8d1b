"""A coach's series.

a request, a card       all dates → each one's card, or
approve, decline        all that wait, at once
call off                this one and all later, asked once
"""

from domain.appointment import OCCUPYING
from domain.refusals import AlreadyDecided, NotFound
from domain.roles import Permission
from domain.series import mark
from handlers.actions import series_changes
from handlers.chat.cards import series_cards
from handlers.chat.cards.series_cards import ApproveSeries, DeclineSeries
from handlers.chat.frame.buttons import Press, button
from handlers.chat.frame.keyboards import way_out
from handlers.chat.frame.screen import DANGER, Key, Reply, Row, Screen
from handlers.chat.frame.script import Script, Step
from handlers.chat.frame.turn import Turn
from handlers.chat.parts.series_links import AskCallOffSeries, DeskSeries
from handlers.queries import reach, series
from handlers.queries.series import Series
from handlers.wording import cards
from handlers.wording import series as wording
from handlers.wording.pens import HtmlPen


@button("zl")
class CallOffSeries(Press):
    """Yes, cancel this date and all later ones. seen: the mark of those that were shown."""

    appointment: int
    seen: int


async def show(turn: Turn, press: DeskSeries) -> Reply:
    """All dates."""
    return Reply(series_cards.desk_card(turn, await _tended(turn, press.appointment), press.page))


async def approve(turn: Turn, press: ApproveSeries) -> Reply:
    """All that wait are confirmed; the customer hears once."""
    made = await series_changes.approve_series(
        turn.database,
        press.appointment,
        press.seen,
        actor=turn.actor,
        key=turn.key,
        now=turn.now,
    )
    return await _decided(turn, made.id, turn.words.label("desk.approved_toast"))


async def decline(turn: Turn, press: DeclineSeries) -> Reply:
    """All that wait are turned down."""
    made = await series_changes.decline_series(
        turn.database,
        press.appointment,
        press.seen,
        actor=turn.actor,
        key=turn.key,
        now=turn.now,
    )
    return await _decided(turn, made.id, turn.words.label("desk.closed_toast"))


async def ask_call_off(turn: Turn, press: AskCallOffSeries) -> Reply:
    """This one and all later?"""
    words, found = turn.words, await _tended(turn, press.appointment)
    ahead = found.ahead(turn.now, onward=True)
    if not ahead:
        raise AlreadyDecided(found.asked.id, found.asked.status)
    ends = [a for a in ahead if a.status in OCCUPYING]
    rows: tuple[Row, ...] = (
        (
            Key(
                words.plural("series.cancel_yes", len(ends)),
                CallOffSeries(found.asked.id, mark(ends)),
                DANGER,
            ),
        ),
        way_out(words, DeskSeries(found.asked.id)),
    )
    title = words.plural("series.cancel_title", len(ends))
    person = words.text("card.customer", customer=found.asked.customer_name)
    lines = "\n".join(wording.listed(HtmlPen(words), ends, turn.zone))
    return Reply(Screen(cards.titled(title, person, lines), rows))


async def call_off(turn: Turn, press: CallOffSeries) -> Reply:
    """Cancelled; the customer hears once."""
    made = await series_changes.call_off_series(
        turn.database,
        turn.catalogue,
        press.appointment,
        press.seen,
        actor=turn.actor,
        key=turn.key,
        now=turn.now,
    )
    return await _decided(turn, made.id, turn.words.label("desk.closed_toast"))


async def _tended(turn: Turn, appointment_id: int) -> Series:
    """A series that they answer for. Raises NotFound for one that is only their own as customer."""
    found = await series.of(turn.database, appointment_id, actor=turn.actor)
    if turn.actor.answering(found.asked.coach_id) != found.asked.coach_id:
        raise NotFound
    return found


async def _decided(turn: Turn, appointment_id: int, toast: str) -> Reply:
    """The series as it is now; where its customer cannot be told, the coach reads that."""
    found = await _tended(turn, appointment_id)
    screen = series_cards.desk_card(turn, found)
    if await reach.hears(turn.database, found.asked.customer_id, mails=turn.house.mails):
        return Reply(screen, toast=toast)
    unheard = turn.words.label("desk.unheard", customer=found.asked.customer_name)
    return Reply(screen, toast=unheard, alert=True, aloud=True)


SCRIPT = Script(
    presses={
        DeskSeries: Step(show, Permission.SESSIONS),
        ApproveSeries: Step(approve, Permission.SESSIONS),
        DeclineSeries: Step(decline, Permission.SESSIONS),
        AskCallOffSeries: Step(ask_call_off, Permission.SESSIONS),
        CallOffSeries: Step(call_off, Permission.SESSIONS),
    }
)
