"""An admin says what customers read of a coach before they choose.

the coach's card → profile     as customers read it; category, words, place and photo, each typed,
                               sent or taken away
"""

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
from domain.roles import Permission
from domain.services.catalogue import Coach
from handlers.buttons.coach_links import ShowCoach
from handlers.buttons.keyboards import in_rows, way_out
from handlers.buttons.press import Press, button
from handlers.buttons.screen import Key, Row, Screen
from handlers.chat.admin.coach_record import coach_of, record_of
from handlers.chat.frame.answers import Question
from handlers.chat.frame.editing import Facts, Field, attribute, nothing, reader
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.script import Script, Step, merge_scripts
from handlers.chat.frame.turn import Turn
from handlers.chat.parts import categories
from handlers.chat.parts.profiles import (
    profile_text,
    read_about,
    read_photo,
    read_place,
)

CATEGORY, ABOUT, PLACE, PHOTO = "coach.category", "coach.about", "coach.place", "coach.photo"


@button("kpf")
class ShowCoachProfile(Press):
    """What customers read of a coach."""

    coach: int


@button("kpc")
class EditCoachCategory(Press):
    """Another category."""

    coach: int


@button("kpk")
class PickCoachCategory(Press):
    """One of those there are. category: as in `categories.number_of`."""

    coach: int
    category: int


@button("kpx")
class NoCoachCategory(Press):
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
class EditCoachPlace(Press):
    """Where sessions take place."""

    coach: int


@button("km")
class NoCoachPlace(Press):
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


async def show(turn: Turn, press: ShowCoachProfile) -> Reply:
    """As customers read it, with keys to change it."""
    return Reply(await _page(turn, coach_of(turn, press.coach)))


async def _page(turn: Turn, coach: Coach) -> Screen:
    words, place = turn.words, place_of(coach)
    profile = profile_text(words, coach.name, coach.category, coach.about, place)
    hints = []
    if not coach.category or not coach.about or not coach.photo or not place.known:
        hints.append(words.text("coach.profile_gaps"))
    if place.address is not None and not place.on_map:
        hints.append(words.text("coach.not_on_map"))
    rows: tuple[Row, ...] = (
        (
            Key(words.label("coach.category_key"), EditCoachCategory(coach.id)),
            Key(words.label("coach.about_key"), EditAbout(coach.id)),
        ),
        (
            Key(words.label("coach.place_key"), EditCoachPlace(coach.id)),
            Key(words.label("coach.photo_key"), EditPhoto(coach.id)),
        ),
        way_out(words, ShowCoach(coach.id)),
    )
    text = "\n\n".join((words.text("coach.profile"), profile, *hints))
    return Screen(text, rows, picture=coach.photo)


def _category_question(turn: Turn, coach: Coach, facts: Facts) -> Question:
    words = turn.words
    keys = categories.keys(
        words,
        categories.of_business(turn.catalogue),
        coach.category,
        lambda one: PickCoachCategory(coach.id, categories.number_of(one)),
    )
    if coach.category:
        keys.append(Key(words.label("coach.no_category"), NoCoachCategory(coach.id)))
    text = words.text("coach.type_category", coach=coach.name, limit=LONGEST_CATEGORY)
    return _question(turn, coach, CATEGORY, text, in_rows(keys, 1))


def _category_of(turn: Turn, coach: Coach, facts: Facts) -> str:
    return categories.by_number(turn.catalogue, facts["category"])


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
        rows.append((Key(words.label("coach.no_place"), NoCoachPlace(coach.id)),))
    text = words.text("coach.type_place", coach=coach.name)
    return _question(turn, coach, PLACE, text, rows)


def _photo_question(turn: Turn, coach: Coach, facts: Facts) -> Question:
    words, rows = turn.words, list[Row]()
    if coach.photo:
        rows.append((Key(words.label("coach.no_photo"), NoPhoto(coach.id)),))
    return _question(turn, coach, PHOTO, words.text("coach.send_photo", coach=coach.name), rows)


def _question(turn: Turn, coach: Coach, step: str, text: str, rows: Any) -> Question:
    screen = Screen(text, (*rows, way_out(turn.words, ShowCoachProfile(coach.id))))
    return Question(step, screen, {"coach": coach.id})


def _put_place(coach: Coach, place: profiles.Place, facts: Facts) -> Coach:
    return with_place(coach, place)


FIELDS: Final[tuple[Field[Coach], ...]] = (
    categories.field(
        CATEGORY,
        EditCoachCategory,
        _category_question,
        (PickCoachCategory, _category_of),
        NoCoachCategory,
    ),
    Field(
        ABOUT,
        EditAbout,
        _about_question,
        reader(lambda turn, coach: read_about(turn)),
        attribute("about"),
        choices={NoAbout: nothing},
    ),
    Field(
        PLACE,
        EditCoachPlace,
        _place_question,
        reader(lambda turn, coach: read_place(turn, place_of(coach))),
        _put_place,
        choices={
            NoCoachPlace: lambda turn, coach, facts: NOWHERE,
            WorksOnline: lambda turn, coach, facts: ONLINE,
        },
    ),
    Field(
        PHOTO,
        EditPhoto,
        _photo_question,
        reader(lambda turn, coach: read_photo(turn)),
        attribute("photo"),
        choices={NoPhoto: nothing},
    ),
)
SCRIPT = merge_scripts(
    Script(presses={ShowCoachProfile: Step(show, Permission.COACHES)}),
    record_of(_page).script(*FIELDS),
)
