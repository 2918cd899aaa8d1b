"""The last look before a booking.

    a chosen start
    1 pick_slot   what, whom, when, price, rules; for anyone, the coach is chosen here; for a group,
                  how many places (`places`)
    2 add_note    optional: the next typed text is a note for the coach → 1
    3 confirm     booked → receipt; if what was shown has changed → 1

A move leaves at 1 for its own last look, in `receipts`.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from domain.appointments.appointment import LONGEST_NOTE
from domain.refusals import BadInput, NoLongerOffered, NotFound, OfferChanged, SlotTaken
from domain.roles import Permission
from domain.services import booking_promise
from domain.services import service_choice as choices
from domain.services.assignment import AssignmentReason
from domain.services.catalogue import Coach
from domain.services.display_zones import display_zones
from domain.services.limits import DayFull
from domain.services.meeting import Meeting
from domain.text import field_text
from domain.time.deadlines import request_ends
from domain.time.spans import epoch
from handlers.actions.appointments import booking, holding, notes
from handlers.actions.appointments.notes import NOTE
from handlers.buttons.keyboards import way_out
from handlers.buttons.links import PickSlot
from handlers.buttons.press import Press, button
from handlers.buttons.screen import SUCCESS, Key, Screen
from handlers.buttons.series_links import RepeatStart
from handlers.chat.cards import move_confirmation
from handlers.chat.customer import back_to_back, form, note, places, promises, times
from handlers.chat.customer.anyone import number_of, why_of
from handlers.chat.customer.note import AddNote
from handlers.chat.customer.still_free import still_free
from handlers.chat.frame.answers import ask, ask_again
from handlers.chat.frame.refusals import sentence
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.script import AnswerStep, Script, Step, Takes
from handlers.chat.frame.turn import Turn
from handlers.chat.parts import where_ahead
from handlers.chat.parts.search import Search, in_range, search_for
from handlers.queries.people import identities
from handlers.queries.people.person_limits import mine
from handlers.queries.starts import approval
from handlers.queries.starts.assignment import ANYONE, who
from handlers.wording import cards
from storage.appointments.notes import NoteSubject
from storage.tap_facts import BusyQuery


@button("bk")
class Confirm(Press):
    """Book it, at the price that was shown (smallest unit). start: epoch minutes. why: why a
    customer who named nobody got this coach, from 1 in the order of `AssignmentReason`; 0 for a
    named coach. promised: the mark of what was shown, 0 if unknown."""

    service: int
    coach: int
    start: int
    price: int
    choice: str = ""
    why: int = 0
    promised: int = 0


async def pick_slot(turn: Turn, press: PickSlot) -> Reply:
    """A chosen start: the summary of a booking, or of a move."""
    search = await search_for(turn, press.service, press.coach, press.moving, press.choice)
    start = in_range(press.start * 60)
    if press.moving:
        return await move_confirmation.move_summary(turn, press.moving, start)
    why = why_of(press.why)
    coach = search.coaches[0]
    if not press.coach:
        coach, why = await who(turn, search, epoch(start))
    wished = form.BookingDraft(press.service, coach.id, press.start, press.choice, number_of(why))
    search = search.with_only(coach)
    if question := await form.open_question(turn, wished):
        # Nobody answers questions for a start that they cannot have.
        await still_free(turn, search, start)
        return await ask(turn, question)
    return Reply(await summary(turn, search, start, why))


async def summary(
    turn: Turn, search: Search, start: datetime, why: AssignmentReason | None = None
) -> Screen:
    """What is about to be booked. search: for one coach. why: why a customer who named nobody got
    this coach.

    Raises what keeps the start from being booked now.
    """
    [(service, coach)], choice = search.offers, search.choice
    words, pressed = turn.words, (service.id, coach.id, int(start.timestamp()) // 60)
    slot = PickSlot(*pressed[:2], 0, pressed[2], choice.as_text, number_of(why))
    in_line = await still_free(turn, search, start)
    kept_until = in_line or await holding.keep(
        turn.database,
        turn.catalogue,
        service.id,
        coach.id,
        start,
        choice,
        actor=turn.actor,
        now=turn.now,
    )
    lasting, in_group, choosing = await places.summary_parts(turn, search, service, coach, slot)
    known = coach.id in await approval.coaches_who_know(
        turn.database, search.offers, actor=turn.actor
    )
    business = turn.catalogue.business
    bounds = await mine(turn.database, business, turn.person, actor=turn.actor, now=turn.now)
    by_hand = not service.at_once(coach, known=known, by_hand=bounds.by_hand)
    place = turn.catalogue.place_of(service, coach)
    noted = await note.note_for(turn, *pressed)
    on = display_zones(service.meeting, coach.zone, turn.zone)
    wished = form.BookingDraft(*pressed, choice.as_text, slot.why)
    lines = [
        words.text("card.service", service=service.title, length=words.length(lasting.minutes)),
        *back_to_back.lines(turn, service.id, coach, choice),
        words.text("card.coach", coach=coach.name),
        *cards.when(words, start, on),
        *where_ahead.lines(turn, service, place, coach),
        *in_group,
        words.text("card.price", price=words.money(service.price)),
        *([words.text("card.note", note=noted)] if noted else []),
        *cards.answers(words, await form.lines(turn, wished)),
    ]
    rules = [promises.cancel_rule(turn, service, start, on.lead)]
    if kept_until is not None:
        until = words.clock_at(kept_until, on.lead)
        rules.insert(0, words.text("book.kept_until", until=until))
    if await promises.standing_in(turn, coach.id) is not None:
        rules.append(words.text("book.out_of_reach", coach=coach.name))
    elif by_hand:
        rules += promises.by_hand(turn, bounds, service.at_once(coach, known=known))
        minutes = business.answer_minutes
        ends = words.at(request_ends(minutes, start, turn.now), on.lead)
        rules.append(words.text("book.by_hand", coach=coach.name))
        rules.append(words.text("book.answer_by", until=ends))
    else:
        rules.append(words.text("book.at_once"))
    if bounds.own:
        rules.append(words.plural("book.own_limit", bounds.most))
    if service.meeting is Meeting.PHONE and not place and not await _number(turn):
        rules.append(words.text("book.no_number", coach=coach.name))
    label = words.label("book.send_request" if by_hand else "book.confirm")
    confirm = Confirm(
        *pressed,
        service.price.minor,
        choice.as_text,
        slot.why,
        booking_promise.mark(turn.catalogue, service, coach, known=known, by_hand=bounds.by_hand),
    )
    noting = words.label("book.change_note" if noted else "book.add_note")
    rows = (
        *choosing,
        (Key(label, confirm, SUCCESS),),
        (
            Key(noting, AddNote(*pressed, choice.as_text, slot.why)),
            Key(words.label("series.repeat"), RepeatStart(*pressed, choice.as_text)),
        ),
        *form.keys(turn, wished),
        *back_to_back.keys(turn, coach, slot),
        way_out(words, times.day_of_start(turn, service, coach, start, choice.as_text, slot.why)),
    )
    text = cards.with_title(words.text("book.summary"), "\n".join(lines), "\n".join(rules))
    return Screen(text, rows)


async def add_note(turn: Turn, press: AddNote) -> Reply:
    """Ask for a note, which is the next typed text. Not for a start that can no longer be
    booked."""
    search = await _search(turn, press.service, press.coach, press.choice)
    await still_free(turn, search, in_range(press.start * 60))
    slot = (press.service, press.coach, press.start, press.choice, press.why)
    return await ask(turn, note.question(turn, *slot))


async def take_note(turn: Turn) -> Reply:
    """The typed note, kept until the booking is confirmed."""
    question = turn.pending
    if question is None:
        raise NotFound
    try:
        text = field_text.passage(turn.text, "note", LONGEST_NOTE)
    except BadInput as refusal:
        return await ask_again(turn, note.question(turn, **question.facts), refusal)
    service_id, coach = question.facts["service"], _coach(turn, question.facts["coach"])
    start = in_range(question.facts["start"] * 60)
    subject = NoteSubject(turn.person.id, service_id, coach.id, start)
    await notes.keep(turn.database, subject, note=text, actor=turn.actor, now=turn.now)
    search = await _search(turn, service_id, coach.id, question.facts.get("choice", ""))
    return Reply(await summary(turn, search, start, why_of(question.facts.get("why", 0))))


async def confirm(turn: Turn, press: Confirm) -> Reply:
    """Book it, as it was shown."""
    coach, choice = _coach(turn, press.coach), choices.read(press.choice)
    service = turn.catalogue.service_for(press.service, coach, choice)
    start_at = in_range(press.start * 60)
    why = why_of(press.why)
    order = booking.BookingOrder(
        service_id=service.id,
        coach_id=coach.id,
        start=start_at,
        price=replace(service.price, minor=press.price),
        choice=choice,
        why=why,
        note=await note.note_for(turn, press.service, press.coach, press.start),
        promised=press.promised or None,
    )
    try:
        appointment = await booking.book(turn.database, turn.catalogue, order, **turn.intent)
    except (SlotTaken, DayFull):
        instead = await _somebody_else(turn, press, start_at, coach) if why else None
        if instead is None:
            raise
        return instead
    return await promises.show_receipt(turn, appointment)


async def _offer_changed(turn: Turn, refusal: OfferChanged, press: Press | None) -> Reply:
    """The last look again, at what is offered now."""
    if not isinstance(press, Confirm):
        return await sentence("refusal.offer_changed")(turn, refusal, press)
    turn = await turn.up_to_date()
    search = await _search(turn, press.service, press.coach, press.choice)
    again = await summary(turn, search, in_range(press.start * 60), why_of(press.why))
    same_price = search.service.price.minor == press.price
    message = "refusal.offer_changed" if same_price else "book.price_changed"
    return Reply(again, toast=turn.words.label(message), alert=True)


async def _somebody_else(
    turn: Turn, press: Confirm, start: datetime, unavailable_coach: Coach
) -> Reply | None:
    """The last look at who else is free then, if the customer named nobody; None if nobody is."""
    search = await search_for(turn, press.service, ANYONE, 0, press.choice)
    try:
        coach, why = await who(turn, search, epoch(start))
        screen = await summary(turn, search.with_only(coach), start, why)
    except (SlotTaken, DayFull):
        return None
    toast = turn.words.label("book.somebody_else", gone=unavailable_coach.name, coach=coach.name)
    return Reply(screen, toast=toast, alert=True)


async def _number(turn: Turn) -> str | None:
    """The number the coach can call."""
    return await identities.phone_of(turn.database, turn.actor)


async def _search(turn: Turn, service_id: int, coach_id: int, choice_text: str) -> Search:
    """A search for this coach; a forged button may name nobody."""
    return await search_for(turn, service_id, _coach(turn, coach_id).id, 0, choice_text)


def _coach(turn: Turn, coach_id: int) -> Coach:
    coach = turn.catalogue.coaches.get(coach_id)
    if coach is None:
        raise NoLongerOffered
    return coach


def _slot_busy(press: PickSlot, now: datetime) -> BusyQuery | None:
    return None if press.moving else _busy_around(press.start, press.coach)


def _note_busy(press: AddNote, now: datetime) -> BusyQuery | None:
    return _busy_around(press.start, press.coach)


def _busy_around(start: int, coach: int) -> BusyQuery:
    """The busy times that a look at one start (epoch minutes) needs. coach: ANYONE for all."""
    at = in_range(start * 60)
    return BusyQuery((coach,) if coach else None, at - timedelta(days=3), at + timedelta(days=3))


SCRIPT = Script(
    presses={
        PickSlot: Step(pick_slot, Permission.BOOK, busy=_slot_busy),
        AddNote: Step(add_note, Permission.BOOK, busy=_note_busy),
        Confirm: Step(confirm, Permission.BOOK),
    },
    answers={NOTE: AnswerStep(take_note, Permission.BOOK, takes=Takes.ANYTHING)},
    refusals={OfferChanged: _offer_changed},
)
