"""An admin sets what customers read of a coach before they choose.

the coach's card → profile     as customers read it; category, words, place and photo, each typed,
                               sent or taken away
"""

from collections.abc import Callable
from typing import Any, Final

from domain.coaches import profiles
from domain.coaches.profiles import (
    LONGEST_ABOUT,
    LONGEST_CATEGORY,
    NOWHERE,
    ONLINE,
    place_of,
    with_place,
)
from domain.refusals import BadInput, NotFound
from domain.roles import Permission
from domain.services.catalogue import Coach
from handlers.actions.services.catalogue import change_coach
from handlers.chat.frame.answers import Question, ask_again
from handlers.chat.frame.buttons import Press, button
from handlers.chat.frame.editing import Facts, Field, Record, attribute, line, nothing
from handlers.chat.frame.keyboards import in_rows, way_out
from handlers.chat.frame.labels import WHOLE, Room
from handlers.chat.frame.screen import Key, Reply, Row, Screen
from handlers.chat.frame.script import Script, Step, merge_scripts
from handlers.chat.frame.turn import Turn
from handlers.chat.parts.coach_links import ShowCoach
from handlers.chat.parts.profiles import (
    MOST_CATEGORIES,
    categories,
    category_by_number,
    number_of,
    profile_text,
    read_about,
    read_photo,
    read_place,
)

CATEGORY, ABOUT, PLACE, PHOTO = "coach.category", "coach.about", "coach.place", "coach.photo"


@button("kpf")
class ShowProfile(Press):
    """What customers read of a coach."""

    coach: int


@button("kpc")
class EditCategory(Press):
    """Another category."""

    coach: int


@button("kpk")
class PickCategory(Press):
    """An existing one. category: as in `profiles.number_of`."""

    coach: int
    category: int


@button("kpx")
class NoCategory(Press):
    """No category."""

    coach: int


@button("kpa")
class EditAbout(Press):
    """Other words."""

    coach: int


@button("kpb")
class NoAbout(Press):
    """No words."""

    coach: int


@button("kl")
class EditPlace(Press):
    """Where sessions take place."""

    coach: int


@button("km")
class NoPlace(Press):
    """Nowhere in particular."""

    coach: int


@button("kpo")
class WorksOnline(Press):
    """Online only."""

    coach: int


@button("kpp")
class EditPhoto(Press):
    """Another photo."""

    coach: int


@button("kpn")
class NoPhoto(Press):
    """No photo."""

    coach: int


async def show(turn: Turn, press: ShowProfile) -> Reply:
    """As customers read it, with keys to change it."""
    return Reply(_screen(turn, _coach(turn, press.coach)))


def _screen(turn: Turn, coach: Coach) -> Screen:
    words, place = turn.words, place_of(coach)
    profile = profile_text(words, coach.name, coach.category, coach.about, place)
    hints = []
    if not coach.category or not coach.about or not coach.photo or not place.known:
        hints.append(words.text("coach.profile_gaps"))
    if place.address is not None and not place.on_map:
        hints.append(words.text("coach.not_on_map"))
    rows: tuple[Row, ...] = (
        (
            Key(words.label("coach.category_key"), EditCategory(coach.id)),
            Key(words.label("coach.about_key"), EditAbout(coach.id)),
        ),
        (
            Key(words.label("coach.place_key"), EditPlace(coach.id)),
            Key(words.label("coach.photo_key"), EditPhoto(coach.id)),
        ),
        way_out(words, ShowCoach(coach.id)),
    )
    text = "\n\n".join((words.text("coach.profile"), profile, *hints))
    return Screen(text, rows, picture=coach.photo)


def _category_question(turn: Turn, coach: Coach, facts: Facts) -> Question:
    words, room = turn.words, Room(turn.words, WHOLE)
    others = [one for one in categories(turn.catalogue) if one != coach.category]
    keys = [
        Key(room.user_text("category", one), PickCategory(coach.id, number_of(one)))
        for one in others[:MOST_CATEGORIES]
    ]
    if coach.category:
        keys.append(Key(words.label("coach.no_category"), NoCategory(coach.id)))
    text = words.text("coach.type_category", coach=coach.name, limit=LONGEST_CATEGORY)
    return _question(turn, coach, CATEGORY, text, in_rows(keys, 1))


def _about_question(turn: Turn, coach: Coach, facts: Facts) -> Question:
    words, rows = turn.words, list[Row]()
    if coach.about:
        rows.append((Key(words.label("coach.no_about"), NoAbout(coach.id)),))
    text = words.text("coach.type_about", coach=coach.name, limit=LONGEST_ABOUT)
    return _question(turn, coach, ABOUT, text, rows)


def _place_question(turn: Turn, coach: Coach, facts: Facts) -> Question:
    words, rows = turn.words, list[Row]()
    if not coach.online:
        rows.append((Key(words.label("coach.online"), WorksOnline(coach.id)),))
    if place_of(coach).known:
        rows.append((Key(words.label("coach.no_place"), NoPlace(coach.id)),))
    text = words.text("coach.type_place", coach=coach.name)
    return _question(turn, coach, PLACE, text, rows)


def _photo_question(turn: Turn, coach: Coach, facts: Facts) -> Question:
    words, rows = turn.words, list[Row]()
    if coach.photo:
        rows.append((Key(words.label("coach.no_photo"), NoPhoto(coach.id)),))
    return _question(turn, coach, PHOTO, words.text("coach.send_photo", coach=coach.name), rows)


def _question(turn: Turn, coach: Coach, step: str, text: str, rows: Any) -> Question:
    screen = Screen(text, (*rows, way_out(turn.words, ShowProfile(coach.id))))
    return Question(step, screen, {"coach": coach.id})


def _read(reading: Callable[[Turn, Coach], Any]) -> Any:
    """Reads an answer, or says what is wrong with it and asks again."""

    async def read(turn: Turn, coach: Coach, facts: Facts, question: Question) -> Any:
        try:
            return reading(turn, coach)
        except BadInput as refusal:
            return await ask_again(turn, question, refusal)

    return read


def _coach(turn: Turn, coach_id: int) -> Coach:
    coach = turn.catalogue.coaches.get(coach_id)
    if coach is None:
        raise NotFound
    return coach


async def _save(turn: Turn, coach: Coach, change: Callable[[Coach], Coach]) -> Coach:
    return await change_coach(turn.database, coach.id, change, **turn.intent)


async def _show_saved(turn: Turn, coach: Coach) -> Reply:
    return Reply(_screen(turn, coach), toast=turn.words.label("coach.saved"), aloud=True)


def _put_place(coach: Coach, place: profiles.Place, facts: Facts) -> Coach:
    return with_place(coach, place)


RECORD: Final[Record[Coach]] = Record(
    Permission.COACHES, lambda turn, facts: _coach(turn, facts.get("coach", 0)), _save, _show_saved
)
FIELDS: Final[tuple[Field[Coach], ...]] = (
    Field(
        CATEGORY,
        EditCategory,
        _category_question,
        line("category", LONGEST_CATEGORY),
        attribute("category"),
        choices={
            PickCategory: lambda turn, coach, facts: category_by_number(
                turn.catalogue, facts["category"]
            ),
            NoCategory: nothing,
        },
    ),
    Field(
        ABOUT,
        EditAbout,
        _about_question,
        _read(lambda turn, coach: read_about(turn)),
        attribute("about"),
        choices={NoAbout: nothing},
    ),
    Field(
        PLACE,
        EditPlace,
        _place_question,
        _read(lambda turn, coach: read_place(turn, place_of(coach))),
        _put_place,
        choices={
            NoPlace: lambda turn, coach, facts: NOWHERE,
            WorksOnline: lambda turn, coach, facts: ONLINE,
        },
    ),
    Field(
        PHOTO,
        EditPhoto,
        _photo_question,
        _read(lambda turn, coach: read_photo(turn)),
        attribute("photo"),
        choices={NoPhoto: nothing},
    ),
)
SCRIPT = merge_scripts(
    Script(presses={ShowProfile: Step(show, Permission.COACHES)}),
    RECORD.script(*FIELDS),
)
