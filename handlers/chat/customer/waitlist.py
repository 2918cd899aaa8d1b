"""A customer's places in line, and what is kept for them there.

/waitlist, the menu of appointments
1 show_all     all places, with what is kept → a place
2 show_place   change (→ `waiting`), leave
3 leave?       once confirmed → left

a notice, or a place     take → receipt; pass → the place, which stays
"""

from collections.abc import Sequence

from domain.refusals import NoLongerOffered, OfferChanged
from domain.roles import Permission
from domain.services import service_choice as choices
from domain.services.display_zones import DisplayZone, leading
from domain.services.form_refusals import Unanswered
from domain.services.service import Money, Service
from domain.waitlist.waitlist import WaitState
from domain.waitlist.waitlist_refusals import NoPlace, WaitOfferOver
from handlers.actions.appointments import booking
from handlers.actions.waitlist import waitlist as actions
from handlers.buttons.keyboards import way_out
from handlers.buttons.labels import HALF, WHOLE, LabelFitter
from handlers.buttons.links import Appointments, Book
from handlers.buttons.press import Press
from handlers.buttons.screen import DANGER, PRIMARY, SUCCESS, Key, Row, Screen
from handlers.buttons.wait_links import (
    AskLeaveWaitlist,
    EditWait,
    LeaveWaitlist,
    PassWaitOffer,
    ShowWaitlistPlace,
    TakeWaitOffer,
    Waitlist,
    flags_of,
)
from handlers.chat.cards import receipts
from handlers.chat.customer import form, promises
from handlers.chat.customer.summary import summary
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.script import Command, Script, Step
from handlers.chat.frame.turn import Turn
from handlers.chat.parts.search import search_for
from handlers.queries.waitlist import waitlist as queries
from handlers.queries.waitlist.waitlist import WaitlistPlace
from handlers.wording import cards
from handlers.wording import waiting as wording
from handlers.wording.words import Words
from storage.waitlist.wait_offers import WaitOffer


async def show_all(turn: Turn, press: Waitlist | None = None) -> Reply:
    """Every place, with what is kept for it."""
    words = turn.words
    places = await queries.mine(turn.database, turn.catalogue, actor=turn.actor, now=turn.now)
    if not places:
        book = (Key(words.label("menu.book"), Book(), PRIMARY),)
        return Reply(Screen(words.text("wait.none"), (book, way_out(words))))
    rows: list[Row] = []
    for place in places:
        rows += _offer_rows(turn, place.offer)
        rows.append((_place_key(turn, place),))
    body = "\n\n".join("\n".join(_lines(turn, place)) for place in places)
    text = cards.with_title(words.text("wait.mine"), body)
    return Reply(Screen(text, (*rows, way_out(words, Appointments(0, 0)))))


async def show_place(turn: Turn, press: ShowWaitlistPlace) -> Reply:
    """One place."""
    return Reply(card(turn, await _place(turn, press.wait)))


def card(turn: Turn, place: WaitlistPlace) -> Screen:
    """A place as it is now."""
    words, wait = turn.words, place.wait
    title, *lines = _lines(turn, place)
    if wait.state is not WaitState.WAITING:
        text = cards.with_title(title, words.text(f"wait.state_{wait.state.value}"))
        book = (Key(words.label("menu.book"), Book(), PRIMARY),)
        return Screen(text, (book, way_out(words, Waitlist())))
    times = wait.times
    flags = flags_of(times.weekdays, times.part, short=times.short)
    days = (times.last - times.first).days
    change = EditWait(
        wait.service_id, wait.coach_id or 0, times.first, days, flags, wait.choice, wait.id
    )
    keys = (
        Key(words.label("wait.change_key"), change),
        Key(words.label("wait.leave_key"), AskLeaveWaitlist(wait.id)),
    )
    text = "\n\n".join((title, "\n".join(lines), wording.how(words, turn.zone or times.zone)))
    return Screen(text, (*_offer_rows(turn, place.offer), keys, way_out(words, Waitlist())))


async def ask_leave(turn: Turn, press: AskLeaveWaitlist) -> Reply:
    """Ask whether to leave it."""
    words, place = turn.words, await _place(turn, press.wait)
    if place.wait.state is not WaitState.WAITING:
        return Reply(card(turn, place))
    title, *_ = _lines(turn, place)
    rows: tuple[Row, ...] = (
        (Key(words.label("wait.leave_yes"), LeaveWaitlist(press.wait), DANGER),),
        (Key(words.label("wait.leave_no"), ShowWaitlistPlace(press.wait)),),
    )
    return Reply(Screen("\n\n".join((title, words.text("wait.leave_sure"))), rows))


async def leave(turn: Turn, press: LeaveWaitlist) -> Reply:
    """Leave it."""
    await actions.leave(turn.database, press.wait, **turn.intent)
    reply = await show_all(turn)
    return Reply(reply.screen, toast=turn.words.label("wait.left"))


async def take(turn: Turn, press: TakeWaitOffer) -> Reply:
    """Book what is kept. If price or length has changed, or there are questions: the last look.

    If already taken, the receipt.
    """
    offer, existing_appointment = await queries.to_take(
        turn.database, press.offer, actor=turn.actor, now=turn.now
    )
    if existing_appointment is not None:
        return Reply(receipts.card(turn, existing_appointment))
    coach, choice = turn.catalogue.coaches.get(offer.coach_id), choices.read(offer.choice)
    if coach is None:
        raise NoLongerOffered
    service = turn.catalogue.service_for(offer.service_id, coach, choice)
    price = Money(press.price, press.currency or service.price.currency)
    order = booking.BookingOrder(
        service.id, coach.id, offer.starts_at, price, choice=choice, minutes=offer.minutes
    )
    try:
        appointment = await booking.book(turn.database, turn.catalogue, order, **turn.intent)
    except OfferChanged:
        return await _look_again(await turn.up_to_date(), offer, price)
    except Unanswered:
        return await _ask_next(turn, offer, service)
    return await promises.show_receipt(turn, appointment)


async def pass_on(turn: Turn, press: PassWaitOffer) -> Reply:
    """The next in line may have it; the place stays."""
    wait_id = await actions.pass_on(turn.database, press.offer, **turn.intent)
    place = await _place(turn, wait_id)
    return Reply(card(turn, place), toast=turn.words.label("wait.passed"))


async def _last_look(turn: Turn, offer: WaitOffer, toast: str | None = None) -> Reply:
    search = await search_for(turn, offer.service_id, offer.coach_id, 0, offer.choice)
    screen = await summary(turn, search, offer.starts_at)
    return Reply(screen, toast=toast, alert=toast is not None)


async def _look_again(turn: Turn, offer: WaitOffer, seen: Money) -> Reply:
    """The last look at what is offered now, and what is not as it was seen."""
    search = await search_for(turn, offer.service_id, offer.coach_id, 0, offer.choice)
    same_price = search.service.price == seen
    message = "refusal.offer_changed" if same_price else "book.price_changed"
    return await _last_look(turn, offer, turn.words.label(message))


async def _ask_next(turn: Turn, offer: WaitOffer, service: Service) -> Reply:
    """Ask what must be answered first; the time is kept meanwhile."""
    start = int(offer.starts_at.timestamp()) // 60
    wished = form.BookingDraft(service.id, offer.coach_id, start, offer.choice)
    return await form.ask_next(turn, wished) or await _last_look(turn, offer)


async def _place(turn: Turn, wait_id: int) -> WaitlistPlace:
    return await queries.place(
        turn.database, turn.catalogue, wait_id, actor=turn.actor, now=turn.now
    )


def heading(words: Words, service: str, coach: str | None) -> str:
    """What is waited for, as plain text. coach: None for anybody."""
    if coach is None:
        return words.label("wait.with_anyone", service=service)
    return words.label("times.heading", service=service, coach=coach)


def _lines(turn: Turn, place: WaitlistPlace) -> Sequence[str]:
    """What is waited for, when, which place it is, and what is kept."""
    words, wait = turn.words, place.wait
    lines = [
        words.text("wait.line", heading=_heading(turn, place)),
        words.text("wait.times", times=wording.times(words, wait.times)),
    ]
    if place.offer is None:
        lines.append(
            words.text("wait.first" if place.number == 1 else "wait.number", n=place.number)
        )
    else:
        zone = _zone(turn, place.offer)
        when, until = place.offer.starts_at, place.offer.until
        line = words.text(
            "wait.kept", when=words.at(when, zone), until=words.button_time(until, zone)
        )
        lines.append(line)
    return lines


def _zone(turn: Turn, offer: WaitOffer) -> DisplayZone:
    """The zone its times are shown in."""
    service = turn.catalogue.services[offer.service_id]
    coach = turn.catalogue.coaches.get(offer.coach_id)
    venue = coach.zone if coach else turn.catalogue.business.zone
    return leading(service.meeting, venue, turn.zone)


def _heading(turn: Turn, place: WaitlistPlace) -> str:
    service = turn.catalogue.services[place.wait.service_id].title
    coach = turn.catalogue.coaches.get(place.wait.coach_id or 0)
    return heading(turn.words, service, coach.name if coach else None)


def _place_key(turn: Turn, place: WaitlistPlace) -> Key:
    service = turn.catalogue.services[place.wait.service_id].title
    coach = turn.catalogue.coaches.get(place.wait.coach_id or 0)
    labels = LabelFitter(turn.words, WHOLE)
    if coach is None:
        label = labels.label("wait.with_anyone", cut="service", service=service)
    else:
        short = LabelFitter(turn.words, HALF).user_text("service", service)
        label = labels.label("times.heading", cut="coach", service=short, coach=coach.name)
    return Key(label, ShowWaitlistPlace(place.wait.id))


def _offer_rows(turn: Turn, offer: WaitOffer | None) -> tuple[Row, ...]:
    if offer is None:
        return ()
    coach = turn.catalogue.coaches.get(offer.coach_id)
    if coach is None:
        return ()
    try:
        service = turn.catalogue.service_for(offer.service_id, coach, choices.read(offer.choice))
    except NoLongerOffered:
        return ()
    taking = TakeWaitOffer(offer.id, service.price.minor, service.price.currency)
    take_key = Key(turn.words.label("wait.take_key"), taking, SUCCESS)
    return ((take_key, Key(turn.words.label("wait.pass_key"), PassWaitOffer(offer.id))),)


async def _over(turn: Turn, refusal: WaitOfferOver, press: Press | None) -> Reply:
    words = turn.words
    mine = (Key(words.label("wait.mine_key"), Waitlist(), PRIMARY),)
    sentence = words.text(f"refusal.offer_{refusal.answer}")
    return Reply(Screen(sentence, (mine, way_out(words))))


async def _no_place(turn: Turn, refusal: NoPlace, press: Press | None) -> Reply:
    words = turn.words
    mine = (Key(words.label("wait.mine_key"), Waitlist(), PRIMARY),)
    return Reply(Screen(words.text(f"wait.state_{refusal.state}"), (mine, way_out(words))))


async def _show_all(turn: Turn) -> Reply:
    return await show_all(turn)


SCRIPT = Script(
    commands={"waitlist": Command(_show_all, Permission.BOOK)},
    presses={
        Waitlist: Step(show_all, Permission.BOOK),
        ShowWaitlistPlace: Step(show_place, Permission.BOOK),
        AskLeaveWaitlist: Step(ask_leave, Permission.BOOK),
        LeaveWaitlist: Step(leave, Permission.BOOK),
        TakeWaitOffer: Step(take, Permission.BOOK),
        PassWaitOffer: Step(pass_on, Permission.BOOK),
    },
    refusals={WaitOfferOver: _over, NoPlace: _no_place},
)
