"""A customer types the time they would like, unprompted.

"tomorrow 3pm with Anna" → the last look at it (→ summary), or why not then and what is nearest
"Friday"                 → the free times of that day, or why there are none
If several services could be meant, they are asked which.
"""

from collections.abc import Sequence

from domain.refusals import Refusal
from domain.roles import Permission
from domain.services.catalogue import Coach
from domain.services.service import Service
from handlers.buttons.keyboards import way_out
from handlers.buttons.labels import service_key
from handlers.buttons.links import Book, PickSlot
from handlers.buttons.pages import page_rows
from handlers.buttons.press import Press
from handlers.buttons.screen import Key, Screen
from handlers.chat.customer import slot_refusals, summary, times
from handlers.chat.customer.services import ServicesOn
from handlers.chat.frame import reading_confirmation
from handlers.chat.frame.refusals import reply_to
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.turn import Turn
from handlers.chat.parts.day import PickDay
from handlers.chat.parts.search import Search, search_for
from handlers.chat.parts.typed_start import readings
from handlers.queries.appointments import sessions
from handlers.typing.normalization import plain
from handlers.typing.phrases import words_in
from handlers.typing.vocabulary import vocabulary_of
from handlers.typing.wish import TypedWish, read_wish
from handlers.wording.words import zone_info

MOST_SERVICES = 8


async def take_wish(turn: Turn) -> Reply | None:
    """What the typed time leads to; None if the text is no such wish of a customer."""
    if turn.coach is not None or not turn.actor.may(Permission.BOOK):
        return None
    zone = turn.catalogue.business.zone
    today = turn.now.astimezone(zone_info(zone)).date()
    wish = read_wish(turn.text, today, vocabulary_of(turn.words.locale))
    if wish is None:
        return None
    match = _services_and_coach(turn, wish)
    if match is None:
        return None
    services, coach = match
    candidates = [s for s in services if coach is None or s.id in coach.service_ids]
    if not candidates:
        return None
    searches = [await _search(turn, service, coach) for service in candidates[:MOST_SERVICES]]
    if len(searches) > 1:
        return _which(turn, searches, wish)
    presses = _presses(turn, searches[0], wish)
    if len(presses) > 1:
        return reading_confirmation.which(
            turn, [reading_confirmation.Option(label, p) for label, p in presses]
        )
    return await _lead_on(turn, presses[0][1]) if presses else None


async def _lead_on(turn: Turn, press: Press) -> Reply:
    """As if its button had been pressed; a refusal comes with the nearest free times."""
    try:
        if isinstance(press, PickDay):
            return await times.choose_slot(turn, press)
        if isinstance(press, PickSlot):
            return await summary.pick_slot(turn, press)
    except Refusal as refusal:
        answers = slot_refusals.SCRIPT.refusals
        if type(refusal) not in answers:
            raise
        return await reply_to(answers, refusal, turn, press)
    raise TypeError(press)


def _which(turn: Turn, searches: Sequence[Search], wish: TypedWish) -> Reply:
    """The services that could be meant, each with the time."""
    words = turn.words
    keys = []
    for search in searches:
        presses = _presses(turn, search, wish)
        if presses:
            keys.append(Key(service_key(words, search.service), presses[0][1]))
    first_presses = _presses(turn, searches[0], wish)
    when = first_presses[0][0] if first_presses else ""
    rows = page_rows(words, keys, 0, lambda page: ServicesOn(0, page), width=1)
    text = words.text("book.wished", when=when)
    return Reply(Screen(text, (*rows, way_out(words, Book()))))


def _presses(turn: Turn, search: Search, wish: TypedWish) -> list[tuple[str, Press]]:
    """The button of each reading of the wish, the nearest first. "Tomorrow" is on the clock of the
    search."""
    service, coach = search.service.id, search.coach_id
    today = turn.now.astimezone(search.zone).date()
    wish = read_wish(turn.text, today, vocabulary_of(turn.words.locale)) or wish
    return [
        (
            one.label,
            PickDay(service, coach, 0, one.day, "")
            if one.start is None
            else PickSlot(service, coach, 0, one.start // 60),
        )
        for one in readings(turn, search.display_zone, wish)
    ]


async def _search(turn: Turn, service: Service, coach: Coach | None) -> Search:
    """With whom: the coach named, else the only one, else the one they saw last, else anyone."""
    able = turn.catalogue.coaches_for(service.id)
    if coach is None and len(able) > 1:
        last = await sessions.last_coach(turn.database, actor=turn.actor)
        coach = next((one for one in able if one.id == last), None)
    return await search_for(turn, service.id, coach.id if coach else 0, 0)


def _services_and_coach(
    turn: Turn, wish: TypedWish
) -> tuple[Sequence[Service], Coach | None] | None:
    """The services and the coach that the other words name; None if they name anything else."""
    offered_services = turn.catalogue.offered_services
    coaches = {c.id: c for s in offered_services for c in turn.catalogue.coaches_for(s.id)}
    booking = words_in("book", turn.words.language)
    coach: Coach | None = None
    services: Sequence[Service] = offered_services
    for word in wish.rest:
        if word in booking or len(word) == 1:
            continue
        matching_coaches = [c for c in coaches.values() if word in plain(c.name).split()]
        titled = [s for s in services if word in plain(s.title).split()]
        if len(matching_coaches) == 1 and coach in (None, matching_coaches[0]):
            coach = matching_coaches[0]
        elif titled:
            services = titled
        else:
            return None
    return services, coach
