"""How many places: chosen in the last look before a booking, for a service of groups.

     − · 2 places · +       each press shows the summary again, with one fewer or one more

Only its coach learns who is in a session; anybody may know how many places are left.
"""

from dataclasses import replace

from domain.groups import group
from domain.groups.group_refusals import PlacesGone, TooManyPlaces
from domain.refusals import NoLongerOffered
from domain.services import service_choice as choices
from domain.services.catalogue import Coach
from domain.services.service import Service
from domain.services.service_choice import Choice
from handlers.actions.appointments.seating import as_long_as
from handlers.buttons.keyboards import BLANK, way_out
from handlers.buttons.links import Book, PickSlot
from handlers.buttons.press import Nothing, Press
from handlers.buttons.screen import PRIMARY, Key, Row, Screen
from handlers.chat.customer.slot_refusals import chosen_by, instead, name_of
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.script import Script
from handlers.chat.frame.turn import Turn
from handlers.chat.parts.search import Search, in_range
from handlers.queries.starts import joinable_groups
from handlers.wording.words import Words


async def summary_parts(
    turn: Turn, search: Search, service: Service, coach: Coach, slot: PickSlot
) -> tuple[Service, list[str], tuple[Row, ...]]:
    """What the summary of a bookable start says about places, and the keys that change their
    number; both empty if it is not a group's. And the service with the length and size of the
    session already there, which may have been opened with others."""
    if not service.for_groups:
        return service, [], ()
    words = turn.words
    start = in_range(slot.start * 60)
    session = await joinable_groups.standing_at(
        turn.database,
        service,
        coach,
        start,
        actor=turn.actor,
        now=turn.now,
        holding=bool(turn.catalogue.business.hold_minutes),
    )
    lasting = service if session is None else as_long_as(session, service)
    free, capacity = (service.capacity,) * 2
    if session is not None:
        free, capacity = session.places_left, session.capacity
    taking = [words.text("card.places", n=service.party)] if service.party > 1 else []
    lines = [*taking, words.plural("book.places_free", free, capacity=capacity)]
    possible = group.choices(service.most_places, free)
    if len(possible) < 2:
        return lasting, lines, ()

    def key(label: str, places: int) -> Key:
        if places not in possible:
            return BLANK
        choice_text = replace(search.choice, places=places).as_text
        return Key(label, replace(slot, choice=choice_text))

    fewer = key(words.label("book.fewer_places"), service.party - 1)
    more = key(words.label("book.more_places"), service.party + 1)
    return lasting, lines, ((fewer, Key(_count(words, service.party), Nothing()), more),)


def check_party(service: Service) -> None:
    """Raise TooManyPlaces for more than one booking may have."""
    if service.party > service.most_places:
        raise TooManyPlaces(service.id, service.most_places)


async def places_gone(turn: Turn, refusal: PlacesGone, press: Press | None) -> Reply:
    """Too few places are left: how many there are, with a key that takes those; and other times. If
    some are only held for somebody about to book, that they may become free."""
    words, coach = turn.words, name_of(turn, refusal.coach_id)
    if refusal.left:
        sentence = words.plural("refusal.places_left", refusal.left)
    else:
        sentence = words.text("refusal.no_places_left")
    if refusal.kept:
        sentence = f"{sentence} {words.plural('refusal.places_kept', refusal.kept)}"
    screen = instead(turn, refusal, press, sentence)
    moving = int(getattr(press, "moving", 0) or getattr(press, "appointment", 0))
    if refusal.left and not moving:
        choice_text = replace(_choice_of(press), places=refusal.left).as_text
        slot = PickSlot(refusal.service_id, refusal.coach_id, 0, refusal.start // 60, choice_text)
        take = Key(words.plural("refusal.take_places", refusal.left), slot, PRIMARY)
        screen = replace(screen, rows=((take,), *screen.rows))
    return Reply(screen, toast=words.label("refusal.places_toast", coach=coach), alert=True)


async def too_many_places(turn: Turn, refusal: TooManyPlaces, press: Press | None) -> Reply:
    """More than one booking may have: how many that is, and a key that takes those."""
    words = turn.words
    sentence = words.plural("refusal.too_many_places", refusal.limit)
    service, coach, start = (getattr(press, name, 0) for name in ("service", "coach", "start"))
    take: tuple[Row, ...] = ()
    if service and coach and start:
        choice_text = replace(_choice_of(press), places=refusal.limit).as_text
        slot = PickSlot(service, coach, 0, start, choice_text)
        take = ((Key(_count(words, refusal.limit), slot, PRIMARY),),)
    return Reply(Screen(sentence, (*take, way_out(words, Book()))))


def _count(words: Words, places: int) -> str:
    return words.plural("book.places", places)


def _choice_of(press: Press | None) -> Choice:
    try:
        return choices.read(chosen_by(press))
    except NoLongerOffered:
        return choices.USUAL


SCRIPT = Script(refusals={PlacesGone: places_gone, TooManyPlaces: too_many_places})
