"""A customer looks for a coach by category, or by distance.

/book → By coach        1 of which category (where there are several) → 2
                        2 the coaches → what each of them does, in `book`
/book → Near me         3 where are you: shared by Telegram's button → 4
                        4 coaches, and what has a place of its own, the nearest first; those who
                          are met online apart
the choice of a coach   3, 4 the same of those who do one service

Where somebody is stands nowhere but in the buttons of their own chat, to a hundred metres: the list
can be turned over and come back to, and nothing of it is kept.
"""

from dataclasses import replace
from typing import Final

from domain.appointments.correspondence import Content
from domain.refusals import BadInput, NoLongerOffered, NotFound
from domain.roles import Permission
from domain.services.browsing import NearbyMatch, categories, near, of_category, on_map
from domain.services.catalogue import Coach
from domain.services.distance import Point
from domain.services.service import Service
from handlers.buttons.keyboards import way_out
from handlers.buttons.labels import WHOLE, LabelFitter
from handlers.buttons.links import Book, PickCoach
from handlers.buttons.pages import page_rows
from handlers.buttons.press import Press, button
from handlers.buttons.screen import Key, Row, Screen
from handlers.chat.customer.about_coaches import CoachesOn
from handlers.chat.customer.services import PickService, ServicesOn
from handlers.chat.frame.answers import Question, ask, ask_again, fact
from handlers.chat.frame.reply import LocationRequest, Reply
from handlers.chat.frame.script import AnswerStep, Script, Step, Takes
from handlers.chat.frame.turn import Turn
from handlers.chat.parts.categories import number_of
from handlers.wording import distances

WHERE: Final = "browse.where"
FINE: Final = 1000  # parts of a degree that a button carries: about a hundred metres


@button("vb")
class Browse(Press):
    """The coaches, by category if there are several."""


@button("vbc")
class CoachesIn(Press):
    """Those of a category, as in `categories.number_of`; 0 for those of none, -1 for all. page:
    from 0."""

    category: int
    page: int = 0


@button("vm")
class Near(Press):
    """Ask who is near. service, choice: only coaches who do this, as in `PickCoach`; 0 for
    everybody."""

    service: int = 0
    choice: str = ""


@button("vmp")
class NearOn(Press):
    """The same list again: from there, in parts of a degree. page: from 0."""

    latitude: int
    longitude: int
    page: int = 0
    service: int = 0
    choice: str = ""


def ways(turn: Turn) -> tuple[Row, ...]:
    """The keys of both ways, if they lead anywhere: a single coach is no choice."""
    words, row = turn.words, list[Key]()
    if len(turn.catalogue.offered_coaches) > 1:
        row.append(Key(words.label("browse.key"), Browse()))
    if on_map(turn.catalogue):
        row.append(Key(words.label("near.key"), Near()))
    return (tuple(row),) if row else ()


def near_way(turn: Turn, service: Service, choice_text: str) -> tuple[Key, ...]:
    """The key on the choice of a coach for a service."""
    matches = near(turn.catalogue, Point(0, 0), service)
    if len(matches) < 2 or all(one.way is None for one in matches):
        return ()
    return (Key(turn.words.label("near.key"), Near(service.id, choice_text)),)


async def browse(turn: Turn, press: Browse) -> Reply:
    """By category if there are several, else at once."""
    words, coaches = turn.words, turn.catalogue.offered_coaches
    kinds = categories(coaches)
    if not kinds:
        return _coaches(turn, list(coaches), CoachesIn(-1), None)
    labels = LabelFitter(words, WHOLE)
    keys = [
        Key(
            labels.label("book.category_key", cut="category", category=kind),
            CoachesIn(_number(kind)),
        )
        if kind
        else Key(words.label("browse.others"), CoachesIn(_number(kind)))
        for kind in kinds
    ]
    rows = page_rows(words, keys, 0, lambda page: Browse(), width=1)
    everybody = (Key(words.label("browse.all"), CoachesIn(-1)),)
    return Reply(Screen(words.text("browse.category"), (*rows, everybody, way_out(words, Book()))))


async def coaches_in(turn: Turn, press: CoachesIn) -> Reply:
    """The coaches. NotFound for a category with none left."""
    coaches = list(turn.catalogue.offered_coaches)
    kinds = categories(coaches)
    if press.category == -1 or not kinds:
        return _coaches(turn, coaches, press, None)
    for kind in kinds:
        if _number(kind) == press.category:
            return _coaches(turn, of_category(coaches, kind), press, kind)
    raise NotFound


def _number(category: str | None) -> int:
    return number_of(category) if category else 0


def _coaches(turn: Turn, coaches: list[Coach], press: CoachesIn, category: str | None) -> Reply:
    words, labels = turn.words, LabelFitter(turn.words, WHOLE)
    keys = [Key(labels.user_text("coach", one.name), ServicesOn(one.id, 0)) for one in coaches]
    if not keys:
        raise NoLongerOffered
    rows = page_rows(words, keys, press.page, lambda page: CoachesIn(press.category, page), width=1)
    several = bool(categories(turn.catalogue.offered_coaches))
    back = way_out(words, Browse() if several else Book())
    title = (
        words.text("browse.of_category", category=category)
        if category
        else words.text("browse.title")
    )
    return Reply(Screen(title, (*rows, back)))


async def ask_where(turn: Turn, press: Near) -> Reply:
    """Ask for the location, and bring the key that shares it."""
    words = turn.words
    location = LocationRequest(
        words.label("near.share_how"), words.label("near.share_key"), words.label("key.back")
    )
    return replace(await ask(turn, _question(turn, press)), number=location)


async def take_location(turn: Turn) -> Reply:
    """The list from there; or back, with the key that types its label."""
    press = Near(int(fact(turn, "service")), str(fact(turn, "choice")))
    content = turn.content
    here = Point.of(content.latitude, content.longitude) if isinstance(content, Content) else None
    if here is None:
        if turn.text == turn.words.label("key.back"):
            return await _back(turn, press)
        return await ask_again(turn, _question(turn, press), BadInput("near"))
    place = round(here.latitude * FINE), round(here.longitude * FINE)
    reply = await near_on(turn, NearOn(*place, 0, press.service, press.choice))
    return replace(reply, toast=turn.words.label("near.got"), answered=True)


async def near_on(turn: Turn, press: NearOn) -> Reply:
    """The nearest first."""
    words, catalogue = turn.words, turn.catalogue
    here = Point.of(press.latitude / FINE, press.longitude / FINE)
    service = catalogue.services.get(press.service) if press.service else None
    if here is None or (press.service and (service is None or service.hidden)):
        raise NoLongerOffered
    matches = near(catalogue, here, service)
    if not matches:
        raise NoLongerOffered
    keys = [_key(turn, one, press) for one in matches]
    rows = page_rows(words, keys, press.page, lambda page: _on_page(press, page), width=1)
    lines = [
        words.text("near.title_of", service=service.title) if service else words.text("near.title")
    ]
    if any(one.way is None and one.online for one in matches):
        lines.append(words.text("near.online_apart"))
    if any(one.way is None and not one.online for one in matches):
        lines.append(words.text("near.unknown"))
    lines.append(words.text("near.not_kept"))
    back = CoachesOn(service.id, 0, press.choice) if service else Book()
    again = (Key(words.label("near.again"), Near(press.service, press.choice)),)
    return Reply(Screen("\n\n".join(lines), (*rows, again, way_out(words, back))))


def _on_page(press: NearOn, page: int) -> NearOn:
    return NearOn(press.latitude, press.longitude, page, press.service, press.choice)


def _key(turn: Turn, match: NearbyMatch, press: NearOn) -> Key:
    """Who or what, and how far; it leads where it would anywhere else."""
    words, labels = turn.words, LabelFitter(turn.words, WHOLE)
    way = None if match.way is None else distances.format_distance(words, match.way)
    if match.service is not None:
        label = labels.label("near.service", cut="service", service=match.service.title, way=way)
        return Key(label, PickService(match.service.id, 0))
    assert match.coach is not None  # as one of the two is set
    coach = match.coach
    opens = (
        PickCoach(press.service, coach.id, press.choice)
        if press.service
        else ServicesOn(coach.id, 0)
    )
    if way is not None:
        return Key(labels.label("near.coach", cut="coach", coach=coach.name, way=way), opens)
    if match.online:
        return Key(labels.label("near.online", cut="coach", coach=coach.name), opens)
    return Key(labels.user_text("coach", coach.name), opens)


async def _back(turn: Turn, press: Near) -> Reply:
    """Back to where the question was asked; its keys go."""
    words = turn.words
    to = CoachesOn(press.service, 0, press.choice) if press.service else Book()
    onward: Row = (Key(words.label("near.back_key"), to),)
    screen = Screen(words.text("near.left"), (onward, way_out(words)))
    return Reply(screen, toast=words.label("near.nothing_kept"), answered=True)


def _question(turn: Turn, press: Near) -> Question:
    words = turn.words
    back = CoachesOn(press.service, 0, press.choice) if press.service else Book()
    screen = Screen(words.text("near.where"), (way_out(words, back),))
    return Question(WHERE, screen, {"service": press.service, "choice": press.choice})


SCRIPT = Script(
    presses={
        Browse: Step(browse, Permission.BOOK),
        CoachesIn: Step(coaches_in, Permission.BOOK),
        Near: Step(ask_where, Permission.BOOK),
        NearOn: Step(near_on, Permission.BOOK),
    },
    answers={
        WHERE: AnswerStep(take_location, Permission.BOOK, takes=Takes.ANYTHING, brings_keys=True)
    },
)
