"""A customer suggests other times for a booking; it stays as it is until the coach agrees.

    Suggest other times    on a receipt, and below what the coach proposes
    1 choose_day           month calendar of the coach; days with a marked time stand out
    2 mark                 the day's free starts: a press marks one, another takes the mark away
    3 send                 they are held, and the coach gets the one to three → receipt

A customer who only wants to ask does so without a time.
"""

from datetime import date
from functools import partial

from domain.appointments.appointment import Appointment, Status, customer_may_suggest
from domain.appointments.offer_refusals import OfferOvertaken, TooManyOffered
from domain.refusals import NotOffered, SlotTaken, TooFar, TooSoon
from domain.roles import Permission
from domain.services.limits import DayFull
from domain.time.spans import epoch, moment
from handlers.actions.appointments import asking, suggesting
from handlers.buttons.labels import WHOLE, LabelFitter
from handlers.buttons.links import ShowAppointment
from handlers.buttons.press import Press, button
from handlers.buttons.proposal_keys import Suggest
from handlers.buttons.screen import Key, Row
from handlers.chat.cards import receipts
from handlers.chat.cards.receipts import AskCoach
from handlers.chat.customer import promises
from handlers.chat.frame.answers import LISTENS
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.script import Script, Step, TextStep
from handlers.chat.frame.turn import Turn
from handlers.chat.parts import marked_typing, marking
from handlers.chat.parts.marking import Marks, in_order, three
from handlers.chat.parts.search import Search, search_for_move
from handlers.wording.words import zone_info


@button("um")
class SuggestMonth(Press):
    """The free days of the month that `day` is in."""

    appointment: int
    first: int
    second: int
    third: int
    day: date


@button("ud")
class SuggestDay(Press):
    """The free starts of a day, with these marked. part: as in `PickDay`."""

    appointment: int
    first: int
    second: int
    third: int
    day: date
    part: str


@button("ux")
class EnoughSuggested(Press):
    """A start that cannot be marked, since the most allowed are marked already."""


@button("us")
class SendSuggested(Press):
    """Suggest the marked starts, for what was on the screen at this version."""

    appointment: int
    first: int
    second: int
    third: int
    version: int


async def _search(turn: Turn, appointment_id: int) -> Search:
    return await search_for_move(turn, appointment_id, suggests=True)


def _just_ask(turn: Turn, a: Appointment) -> tuple[Row, ...]:
    """The way to ask the coach without a time, for a confirmed session."""
    if a.status is not Status.CONFIRMED:
        return ()
    label = LabelFitter(turn.words, WHOLE).label("suggest.ask_key", cut="coach", coach=a.coach_name)
    return ((Key(label, AskCoach(a.id, asking.MOVE)),),)


async def _own(turn: Turn, appointment_id: int) -> Appointment:
    """The customer's own session, if other times can be suggested for it. Raises AlreadyDecided."""
    a = await receipts.own(turn, appointment_id)
    customer_may_suggest(a, turn.now)
    return a


FLOW = marking.MarkingFlow(
    step=f"{LISTENS}suggest",
    words="suggest",
    by_you="suggest.by_you",
    month=lambda a, marks, day: SuggestMonth(a.id, *three(marks), day),
    day=lambda a, marks, day, part: SuggestDay(a.id, *three(marks), day, part),
    enough=EnoughSuggested(),
    send=lambda a, marks: SendSuggested(a.id, *three(marks), a.version),
    back=lambda a: ShowAppointment(a.id),
    search=_search,
    find=_own,
    more=_just_ask,
)


async def begin(turn: Turn, press: Suggest) -> Reply:
    """The calendar; what was suggested before is marked."""
    a = await _own(turn, press.appointment)
    marks = in_order(epoch(start) // 60 for start in a.on_wish(turn.now))
    return await marking.month(turn, FLOW, a, marks, _day(turn, a, a.starts_at.timestamp()))


async def choose_day(turn: Turn, press: SuggestMonth) -> Reply:
    """The calendar of another month."""
    a = await _own(turn, press.appointment)
    return await marking.month(turn, FLOW, a, _marks_of(press), press.day)


async def mark(turn: Turn, press: SuggestDay) -> Reply:
    """The starts of a day."""
    a = await _own(turn, press.appointment)
    return await marking.starts_of(turn, FLOW, a, _marks_of(press), press.day, press.part)


async def send(turn: Turn, press: SendSuggested) -> Reply:
    """Suggest them. If any are gone, they lose their mark, and nothing is sent."""
    marks, words = _marks_of(press), turn.words
    if not marks:
        return await begin(turn, Suggest(press.appointment))
    try:
        a = await suggesting.suggest(
            turn.database,
            turn.catalogue,
            press.appointment,
            press.version,
            [moment(minute * 60) for minute in marks],
            **turn.intent,
        )
    except (SlotTaken, NotOffered, DayFull, TooSoon, TooFar):
        a = await _own(turn, press.appointment)
        return await marking.again(turn, FLOW, a, marks, words.label("propose.gone"))
    except OfferOvertaken:
        a = await receipts.own(turn, press.appointment)
        return Reply(receipts.card(turn, a), toast=words.label("desk.changed"), alert=True)
    except TooManyOffered as refusal:
        a = await _own(turn, press.appointment)
        toast = words.plural("suggest.too_many", refusal.left, coach=a.coach_name)
        calendar = await marking.month(turn, FLOW, a, marks, _day(turn, a, marks[0] * 60))
        return Reply(calendar.screen, toast=toast, alert=True)
    unheard = await promises.standing_in(turn, a.coach_id) is not None
    toast = words.label("suggest.sent_unheard" if unheard else "suggest.sent", coach=a.coach_name)
    return Reply(receipts.card(turn, a), toast=toast)


def _day(turn: Turn, a: Appointment, at: float) -> date:
    return moment(int(at)).astimezone(zone_info(a.read_in(turn.zone))).date()


def _marks_of(press: SuggestMonth | SuggestDay | SendSuggested) -> Marks:
    return in_order((press.first, press.second, press.third))


SCRIPT = Script(
    presses={
        Suggest: Step(begin, Permission.BOOK),
        SuggestMonth: Step(choose_day, Permission.BOOK),
        SuggestDay: Step(mark, Permission.BOOK),
        EnoughSuggested: Step(marking.enough, Permission.BOOK),
        SendSuggested: Step(send, Permission.BOOK),
    },
    listens={FLOW.step: TextStep(partial(marked_typing.mark_time, flow=FLOW), Permission.BOOK)},
)
