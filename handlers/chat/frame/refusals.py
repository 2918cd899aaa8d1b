"""Every refusal as a sentence and a way onward: the one table for the chat.

A refusal answers a press with its sentence in place of the screen, or as a toast over the card
that the press was about; nothing is refused in silence, and nothing ends without a button.
"""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime
from typing import Any
from urllib.parse import quote

from domain import refusals as said
from domain.appointment import OCCUPYING, Appointment, Status
from domain.refusals import Refusal
from domain.spans import moment
from handlers.chat.cards import desk_cards, receipts
from handlers.chat.customer import slot_refusals
from handlers.chat.everyone import menu
from handlers.chat.frame.buttons import Press
from handlers.chat.frame.keyboards import way_out
from handlers.chat.frame.labels import WHOLE, Room
from handlers.chat.frame.screen import DANGER, PRIMARY, Key, Reply, Row, Screen
from handlers.chat.frame.turn import Turn
from handlers.chat.parts import week
from handlers.chat.parts.dates import examples
from handlers.chat.parts.desk_links import OpenAnyway, ShowCoach, ShowService
from handlers.chat.parts.links import Book, CoachCard
from handlers.queries import team
from handlers.wording import cards
from handlers.wording.words import Html, Words
from storage import appointments

MOST_WAYS = 5  # bookings with a button of their own
MOST_BOOKINGS = 15  # named in one message
LONGEST_NAME = 60  # letters of each of them

Answer = Callable[[Turn, Any, Press | None], Awaitable[Reply]]


async def reply_to(refusal: Refusal, turn: Turn, press: Press | None) -> Reply:
    """The answer to a refusal."""
    return await ANSWERS[type(refusal)](turn, refusal, press)


async def _proposal_gone(turn: Turn, refusal: said.ProposalGone, press: Press | None) -> Reply:
    """The request with what is left of the proposed times."""
    words = turn.words
    found = await receipts.own(turn, refusal.appointment_id)
    left = replace(found, proposed=tuple(map(moment, refusal.left)))
    card = receipts.card(turn, left, title=words.text("refusal.proposal_gone"))
    return Reply(card, toast=words.label("refusal.proposal_gone"), alert=True)


async def _gone(turn: Turn, refusal: said.NoLongerOffered, press: Press | None) -> Reply:
    words = turn.words
    rows = ((Key(words.label("menu.book"), Book()),), way_out(words))
    return Reply(Screen(words.text("refusal.no_longer_offered"), rows))


async def _not_allowed(turn: Turn, refusal: said.NotAllowed, press: Press | None) -> Reply:
    """Who has the right; where nobody can have it yet, how whoever runs this bot gets it."""
    words, sentence, facts = turn.words, f"refusal.not_allowed_{refusal.role}", {}
    if not await team.has_admin(turn.database):
        sentence, facts = "refusal.no_admin", {"id": str(turn.person.telegram_id)}
    screen = Screen(words.text(sentence, **facts), menu.menu_rows(turn))
    return Reply(screen, toast=words.label(sentence, **facts))


async def _not_found(turn: Turn, refusal: said.NotFound, press: Press | None) -> Reply:
    sentence = turn.words.text("refusal.not_found")
    return Reply(Screen(sentence, menu.menu_rows(turn)))


async def _decided(turn: Turn, refusal: said.AlreadyDecided, press: Press | None) -> Reply:
    """The card as it is now, for whoever of the two is looking at it."""
    words = turn.words
    async with turn.database.read() as reader:
        found = await appointments.by_id(reader, refusal.appointment_id)
    begun = found is not None and found.starts_at <= turn.now
    stands = Status(refusal.status) in OCCUPYING
    state = "begun" if begun and stands else refusal.status
    return await _as_it_is(turn, found, words.label(f"refusal.state_{state}"))


async def _as_it_is(turn: Turn, found: Appointment | None, toast: str) -> Reply:
    if found and found.customer_id == turn.person.id:
        return Reply(receipts.card(turn, found), toast=toast)
    if found and turn.actor.answering(found.coach_id) == found.coach_id:
        return Reply(desk_cards.card(turn, found), toast=toast)
    return await _not_found(turn, said.NotFound(), None)


async def _bad_hours(turn: Turn, refusal: said.BadHours, press: Press | None) -> Reply:
    words = turn.words
    sentence = words.text(f"refusal.hours_{refusal.reason}", fragment=refusal.fragment)
    text = f"{sentence}\n\n{words.text('refusal.hours_example')}"
    return Reply(Screen(text, (way_out(words),)))


async def _hours_changed(turn: Turn, refusal: said.HoursChanged, press: Press | None) -> Reply:
    """The week as it is now, with what can be changed."""
    words, coach = turn.words, turn.catalogue.coaches.get(refusal.coach_id)
    if coach is None:
        return await _not_found(turn, said.NotFound(), press)
    return Reply(week.screen(turn, coach, words.text("refusal.hours_changed")))


async def _service_changed(turn: Turn, refusal: said.ServiceChanged, press: Press | None) -> Reply:
    words, service = turn.words, turn.catalogue.services.get(refusal.service_id)
    if service is None:
        return await _not_found(turn, said.NotFound(), press)
    show = Key(Room(words, WHOLE).named("service", service.title), ShowService(service.id), PRIMARY)
    return Reply(Screen(words.text("refusal.service_changed"), ((show,), way_out(words))))


async def _leave_hits(turn: Turn, refusal: said.LeaveHitsBookings, press: Press | None) -> Reply:
    words = turn.words
    zone = turn.coach.zone if turn.coach else turn.catalogue.business.zone
    lines = [
        words.text(
            "refusal.leave_hits_line",
            customer=Room(words, LONGEST_NAME).named("customer", name),
            when=words.at(moment(start), zone),
        )
        for name, start in refusal.bookings[:MOST_BOOKINGS]
    ]
    if more := refusal.bookings[MOST_BOOKINGS:]:
        lines.append(words.plural("refusal.leave_hits_more", len(more)))
    text = words.plural(
        "refusal.leave_hits", len(refusal.bookings), bookings=Html(cards.bullet(lines))
    )
    ways = [
        Key(_session_key(words, name, moment(start), zone), CoachCard(appointment))
        for (name, start), appointment in zip(refusal.bookings, refusal.ids, strict=False)
    ]
    rows = tuple((way,) for way in ways[:MOST_WAYS])
    return Reply(Screen(text, (*rows, way_out(words))))


def _session_key(words: Words, name: str, starts_at: datetime, zone: str) -> str:
    when = words.button_time(starts_at, zone)
    return Room(words, WHOLE).label("desk.request_key", cut="customer", customer=name, when=when)


async def _too_many(turn: Turn, refusal: said.TooManyOpen, press: Press | None) -> Reply:
    sentence = turn.words.plural("refusal.too_many_open", refusal.limit)
    return Reply(Screen(sentence, (way_out(turn.words),)))


async def _bad_input(turn: Turn, refusal: said.BadInput, press: Press | None) -> Reply:
    shown = {**examples(turn.now.date()), "link": turn.house.link()}
    sentence = turn.words.text(f"refusal.bad_{refusal.field}", limit=refusal.limit, **shown)
    if refusal.blank:
        sentence = f"{turn.words.text('refusal.blank')} {sentence}"
    return Reply(Screen(sentence, (way_out(turn.words),)))


async def _same_time(turn: Turn, refusal: said.SameTime, press: Press | None) -> Reply:
    """The card as it is, for whoever of the two wanted to move it."""
    async with turn.database.read() as reader:
        found = await appointments.by_id(reader, refusal.appointment_id)
    return await _as_it_is(turn, found, turn.words.label("refusal.same_time"))


async def _out_of_reach(turn: Turn, refusal: said.OutOfReach, press: Press | None) -> Reply:
    """Who hears of nothing is opened only by who knows that."""
    words, coach = turn.words, turn.catalogue.coaches.get(refusal.coach_id)
    if coach is None:
        return await _not_found(turn, said.NotFound(), press)
    link = turn.house.link()
    id_ = "refusal.coach_blocked_us" if refusal.met else "refusal.coach_never_met"
    send = f"https://t.me/share/url?url={quote(link, safe='')}"
    rows: tuple[Row, ...] = (
        (Key(words.label("coach.send_link"), send),),
        (Key(words.label("coach.open_anyway"), OpenAnyway(coach.id), DANGER),),
        (Key(words.label("coach.not_yet"), ShowCoach(coach.id), PRIMARY),),
    )
    return Reply(Screen(words.text(id_, coach=coach.name, link=link), rows))


def _sentence(id_: str) -> Answer:
    async def answer(turn: Turn, refusal: Refusal, press: Press | None) -> Reply:
        return Reply(Screen(turn.words.text(id_), (way_out(turn.words),)))

    return answer


ANSWERS: dict[type[Refusal], Answer] = {
    said.SlotTaken: slot_refusals.taken,
    said.ProposalGone: _proposal_gone,
    said.NotOffered: slot_refusals.not_offered,
    said.TooSoon: slot_refusals.too_soon,
    said.TooFar: slot_refusals.too_far,
    said.NoLongerOffered: _gone,
    said.NotAllowed: _not_allowed,
    said.NotFound: _not_found,
    said.AlreadyDecided: _decided,
    said.HoursChanged: _hours_changed,
    said.ServiceChanged: _service_changed,
    said.BadHours: _bad_hours,
    said.LeaveHitsBookings: _leave_hits,
    said.LeaveOverlaps: _sentence("refusal.leave_overlaps"),
    said.LeaveInPast: _sentence("refusal.leave_in_past"),
    said.TooManyOpen: _too_many,
    said.BlockedPerson: _sentence("menu.blocked"),
    said.BadInput: _bad_input,
    said.SameTime: _same_time,
    said.OutOfReach: _out_of_reach,
}
