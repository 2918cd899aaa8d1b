"""A customer books a session.

    /book, the menu, /start s_<service> or c_<coach>; by kind of coach, or nearby: → browse
    1 choose_service   what          (skipped if there is only one; by category, page by page)
    2 lengths          how long      (if there is a choice)
    3 choose_coach     with whom     (likewise); 0 is anyone
    4 times            which day, which start
    5 summary          the last look → receipt

A move enters at 4 with the appointment's id in every button, and ends in `appointments`.
"""

import re
from collections.abc import Mapping

from domain.refusals import NoLongerOffered
from domain.roles import Permission
from domain.services import service_choice as choices
from domain.services.catalogue import Coach
from domain.services.display_zones import leading
from domain.services.service import Service
from domain.services.service_choice import Choice
from domain.starts.slots import offering
from domain.time.spans import moment
from handlers.actions.appointments import holding
from handlers.buttons.keyboards import way_out
from handlers.buttons.labels import WHOLE, LabelFitter
from handlers.buttons.links import Book, BookAgain, Instead, PickCoach, PickSlot
from handlers.buttons.pages import FEW, page_rows
from handlers.buttons.screen import PRIMARY, Key, Row, Screen
from handlers.chat.customer import (
    about_coaches,
    browse,
    lengths,
    services,
    steps_back,
    summary,
    times,
)
from handlers.chat.customer.about_coaches import AboutCoaches, CoachesOn
from handlers.chat.customer.browse import Browse
from handlers.chat.customer.lengths import PickLength
from handlers.chat.customer.services import CategoryOn, PickService, ServicesOn
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.script import Command, MenuItem, MenuRow, Script, Step
from handlers.chat.frame.turn import Turn
from handlers.chat.parts import gaps
from handlers.chat.parts.search import search_for
from handlers.queries.appointments import sessions
from handlers.queries.people.person_limits import mine
from handlers.queries.starts import approval
from handlers.queries.starts.soonest import soonest

ANYONE = 0


async def by_link(turn: Turn) -> Reply | None:
    """From a link: c_<coach>, s_<service>, or both as s_<service>_c_<coach>. None for any other."""
    link = dict(re.findall(r"(?:^|_)([sc])_(\d{1,18})", turn.text))
    if not link:
        return None
    service, coach = int(link.get("s", 0)), int(link.get("c", 0))
    if service:
        return await _with_service(turn, service, coach)
    return await choose_service(turn, coach)


async def book(turn: Turn, press: Book | None = None) -> Reply:
    """The services, or the next step if there is only one."""
    await holding.let_go(turn.database, turn.catalogue, actor=turn.actor)
    return await choose_service(turn, 0)


async def with_prices(turn: Turn) -> Reply:
    """The services with what they cost, even if there is only one."""
    offered_services = turn.catalogue.offered_services
    if len(offered_services) != 1:
        return await book(turn)
    return Reply(services.everything(turn, None, offered_services, 0))


async def turn_services(turn: Turn, press: ServicesOn) -> Reply:
    return await choose_service(turn, press.coach, press.page)


async def choose_service(turn: Turn, coach_id: int, page: int = 0) -> Reply:
    """Ask what. coach_id: only what this coach does; 0 for everything. page: from 0."""
    words, offered_services = turn.words, turn.catalogue.offered_services
    coach = turn.catalogue.coaches.get(coach_id) if coach_id else None
    if coach_id and (coach is None or not coach.offered):
        raise NoLongerOffered
    if coach:
        offered_services = tuple(s for s in offered_services if s.id in coach.service_ids)
    if not offered_services:
        step = gaps.next_step(turn)
        mending = gaps.keys(turn, turn.catalogue, [step]) if step else ()
        return Reply(Screen(words.text("book.nothing_offered"), (*mending, way_out(words))))
    if len(offered_services) == 1:
        return await _with_service(turn, offered_services[0].id, coach_id)
    ways = () if coach else browse.ways(turn)
    back = Browse() if coach and len(turn.catalogue.offered_coaches) > 1 else None
    return Reply(services.everything(turn, coach, offered_services, page, ways, back))


async def turn_category(turn: Turn, press: CategoryOn) -> Reply:
    offered_services = turn.catalogue.offered_services
    if press.coach:
        coach = turn.catalogue.coaches.get(press.coach)
        offered_services = tuple(s for s in offered_services if coach and s.id in coach.service_ids)
    return Reply(services.of_category(turn, press, offered_services))


async def pick_service(turn: Turn, press: PickService) -> Reply:
    return await _with_service(turn, press.service, press.coach)


async def _with_service(turn: Turn, service_id: int, coach_id: int) -> Reply:
    service = _offered_service(turn, service_id)
    able = [c for c in turn.catalogue.coaches_for(service_id) if coach_id in (0, c.id)]
    if prices := lengths.to_choose(turn.catalogue, service, able):
        return Reply(
            lengths.screen(
                turn,
                service,
                coach_id,
                prices,
                steps_back.before_service(turn, service, coach_id),
            )
        )
    return await _with_length(turn, service, coach_id, "")


async def pick_length(turn: Turn, press: PickLength) -> Reply:
    choice_text = Choice(press.minutes).as_text
    return await _with_length(turn, _offered_service(turn, press.service), press.coach, choice_text)


async def _with_length(turn: Turn, service: Service, coach_id: int, choice_text: str) -> Reply:
    able = turn.catalogue.coaches_for(service.id)
    if coach_id or len(able) == 1:
        return await _calendar(turn, service, coach_id or able[0].id, choice_text)
    return await choose_coach(turn, service, able, choice_text=choice_text)


async def turn_coaches(turn: Turn, press: CoachesOn) -> Reply:
    service = _offered_service(turn, press.service)
    able = turn.catalogue.coaches_for(service.id)
    return await choose_coach(turn, service, able, press.page, press.choice)


async def choose_coach(
    turn: Turn, service: Service, able: tuple[Coach, ...], page: int = 0, choice_text: str = ""
) -> Reply:
    """Ask with whom; the coach of the customer's last session first. page: from 0. choice_text: of
    the service, as in `domain.services.service_choice`."""
    words, choice = turn.words, choices.read(choice_text)
    if not able:
        raise NoLongerOffered
    last_coach = await sessions.last_coach(turn.database, actor=turn.actor)
    offers = offering(turn.catalogue, service.id, able, choice)
    known_to = await approval.coaches_who_know(turn.database, offers, actor=turn.actor)
    business = turn.catalogue.business
    bounds = await mine(turn.database, business, turn.person, actor=turn.actor, now=turn.now)
    starts = await soonest(turn.shop, turn.catalogue, offers, actor=turn.actor, now=turn.now)
    ordered = sorted((coach for _, coach in offers), key=lambda coach: coach.id != last_coach)
    keys = [
        Key(
            _coach_label(
                turn,
                service,
                c,
                starts.get(c.id),
                known=c.id == last_coach,
                at_once=service.at_once(c, known=c.id in known_to, by_hand=bounds.by_hand),
            ),
            PickCoach(service.id, c.id, choice_text),
            PRIMARY if c.id == last_coach else None,
        )
        for c in ordered
    ]
    rows = page_rows(
        words, keys, page, lambda other: CoachesOn(service.id, other, choice_text), width=1
    )
    last_coach_rows = rows[:1] if not page and ordered[0].id == last_coach else ()
    anyone = (
        Key(_anyone_label(turn, service, starts), PickCoach(service.id, ANYONE, choice_text)),
    )
    about: Row = ()
    if any(about_coaches.tells(coach) for coach in ordered):
        about = (Key(words.label("book.about_coaches"), AboutCoaches(service.id, 0, choice_text)),)
    further = (*about, *browse.near_way(turn, service, choice_text))
    back = steps_back.before_coaches(turn, service)
    text = words.text("book.choose_coach", service=service.title)
    prices = lengths.price_lines(turn, offers, FEW)
    text = services.with_description(words, "\n".join((text, *prices)), service)
    ways = (further,) if further else ()
    return Reply(
        Screen(
            text,
            (*last_coach_rows, anyone, *rows[len(last_coach_rows) :], *ways, way_out(words, back)),
        )
    )


def _coach_label(
    turn: Turn, service: Service, coach: Coach, start: int | None, *, known: bool, at_once: bool
) -> str:
    """Who, how soon, and whether it is confirmed at once."""
    labels = LabelFitter(turn.words, WHOLE)
    if start is None:
        return (
            labels.label("book.your_coach", cut="coach", coach=coach.name)
            if known
            else labels.user_text("coach", coach.name)
        )
    zone = leading(service.meeting, coach.zone, turn.zone)
    time = turn.words.button_time(moment(start), zone)
    of = "your_coach" if known else "coach"
    how = "at_once" if at_once else "from"
    return labels.label(f"book.{of}_{how}", cut="coach", coach=coach.name, time=time)


def _anyone_label(turn: Turn, service: Service, starts: Mapping[int, int]) -> str:
    words = turn.words
    if not starts:
        return words.label("book.anyone")
    zone = leading(service.meeting, turn.catalogue.business.zone, turn.zone)
    time = words.button_time(moment(min(starts.values())), zone)
    return words.label("book.anyone_from", time=time)


async def book_again(turn: Turn, press: BookAgain) -> Reply:
    """From the card of a session: the length is asked again if there is a choice.

    Several services in a row are booked again as they are now.
    """
    if press.choice:
        return await _calendar(
            turn, _offered_service(turn, press.service), press.coach, press.choice
        )
    return await _with_service(turn, press.service, press.coach)


async def instead(turn: Turn, press: Instead) -> Reply:
    """From the notice that a request has lapsed: a time it names, or anyone's times."""
    if not press.coach:
        return await _calendar(turn, _offered_service(turn, press.service), ANYONE, press.choice)
    slot = PickSlot(press.service, press.coach, 0, press.start, press.choice)
    return await summary.pick_slot(turn, slot)


async def pick_coach(turn: Turn, press: PickCoach) -> Reply:
    return await _calendar(turn, _offered_service(turn, press.service), press.coach, press.choice)


def _offered_service(turn: Turn, service_id: int) -> Service:
    service = turn.catalogue.services.get(service_id)
    if service is None or service.hidden:
        raise NoLongerOffered
    return service


async def _calendar(turn: Turn, service: Service, coach_id: int, choice_text: str = "") -> Reply:
    search = await search_for(turn, service.id, coach_id, 0, choice_text)
    return await times.show_month(turn, search, turn.now.astimezone(search.zone).date())


async def _book(turn: Turn) -> Reply:
    return await book(turn)


SCRIPT = Script(
    commands={"book": Command(_book, Permission.BOOK)},
    menu=(
        MenuItem(
            "book",
            lambda turn: Book(),
            Permission.BOOK,
            row=lambda turn: MenuRow.BOOK,
            main=lambda turn: turn.coach is None,
        ),
    ),
    presses={
        Book: Step(book, Permission.BOOK),
        ServicesOn: Step(turn_services, Permission.BOOK),
        CategoryOn: Step(turn_category, Permission.BOOK),
        CoachesOn: Step(turn_coaches, Permission.BOOK),
        PickService: Step(pick_service, Permission.BOOK),
        PickCoach: Step(pick_coach, Permission.BOOK),
        PickLength: Step(pick_length, Permission.BOOK),
        BookAgain: Step(book_again, Permission.BOOK),
        Instead: Step(instead, Permission.BOOK),
    },
)
