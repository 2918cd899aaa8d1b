"""What we know about a person, and how they change it.

/profile               name, language, time zone, telephone, e-mail; delete all of it (→ `erasing`)
1 language             → the languages, in `menu`
2 time zone            typed: a city, or an IANA name; or forgotten
3 telephone            → `phone`
4 quiet hours          → `quiet_hours`
  devices              → `devices`
  messages to many     wanted or not, in `news`
  how I reach you      → `ways`
5 e-mail               typed; or removed. Only if the business has a mail server
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Final

from domain.roles import Permission, Role
from domain.services.display_zones import of_person
from handlers.actions.people import people
from handlers.buttons.device_links import ShowDevices
from handlers.buttons.digest_links import ShowDigests
from handlers.buttons.erase_links import AskErase
from handlers.buttons.invite_links import BookingLink
from handlers.buttons.keyboards import way_out
from handlers.buttons.links import EditZone, ShowMonth, ShowProfile
from handlers.buttons.news_links import SetNews
from handlers.buttons.pages import switch
from handlers.buttons.press import Press, button
from handlers.buttons.screen import DANGER, PRIMARY, Key, Row, Screen
from handlers.buttons.way_links import ShowWays
from handlers.chat.everyone.menu import ChooseLanguage
from handlers.chat.everyone.quiet_hours import ShowQuiet
from handlers.chat.frame.answers import Question, ask
from handlers.chat.frame.editing import Facts, Field, RecordEditor, attribute, nothing, reader
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.script import Command, Script, Step, merge_scripts
from handlers.chat.frame.turn import Turn
from handlers.chat.parts import zones
from handlers.queries.messages import broadcasts
from handlers.queries.people import identities as queries
from handlers.typing.mail_addresses import address_of
from handlers.wording import cards
from handlers.wording.words import own_name, zone_info
from storage.people.people import Person

ZONE, EMAIL = "profile.zone", "profile.email"
# What `EditZone` says about the time search it came from.
SEARCH: Final[Mapping[str, Any]] = {"service": 0, "coach": 0, "moving": 0, "choice": ""}


@button("pzs")
class PickZone(Press):
    """This one was meant. zone: as in `zones.number_of`."""

    zone: int


@button("pzx")
class ForgetZone(Press):
    """Forget the zone."""


@button("pt")
class EditPhone(Press):
    """Prove which number is theirs."""


@button("pe")
class EditEmail(Press):
    """Type an address."""


@button("pex")
class ForgetEmail(Press):
    """Forget the address: write only through Telegram."""


async def profile(turn: Turn) -> Reply:
    """/profile."""
    return Reply(await card(turn))


async def show(turn: Turn, press: ShowProfile) -> Reply:
    """The card, in place of whatever was shown."""
    return Reply(await card(turn))


async def edit_email(turn: Turn, press: EditEmail) -> Reply:
    """Ask for the address; not if an old button asks for one that would not be used."""
    return await ask(turn, _email_question(turn)) if turn.context.mails else Reply(await card(turn))


async def _save_zone(turn: Turn, person: Person, change: Callable[[Person], Person]) -> Person:
    zone = change(person).zone
    return await people.set_zone(turn.database, zone, actor=turn.actor, now=turn.now)


async def _save_email(turn: Turn, person: Person, change: Callable[[Person], Person]) -> Person:
    email = change(person).email
    return await people.set_email(turn.database, email, actor=turn.actor, now=turn.now)


async def _show_saved(turn: Turn, person: Person) -> Reply:
    screen = await card(replace(turn, person=person))
    return Reply(screen, toast=turn.words.label("profile.saved"), aloud=True)


async def card(turn: Turn) -> Screen:
    """What we know about the person, and how to change it."""
    words, context = turn.words, turn.context
    number = await queries.phone_of(turn.database, turn.actor)
    news = await broadcasts.wants_news(turn.database, actor=turn.actor)
    lines = [
        words.text("profile.language", language=own_name(words.language)),
        _zone_line(turn),
        words.text("profile.phone", number=number) if number else words.text("profile.no_phone"),
    ]
    keys = [
        Key(words.label("profile.language_key"), ChooseLanguage()),
        Key(words.label("profile.zone_key"), EditZone()),
        Key(words.label("profile.phone_key"), EditPhone()),
        Key(words.label("quiet.key"), ShowQuiet()),
        Key(words.label("devices.key"), ShowDevices()),
        switch(words, words.label("news.key"), news, SetNews(int(not news))),
        Key(words.label("ways.key"), ShowWays()),
    ]
    email = turn.person.email
    if email:
        known = "profile.email" if context.mails else "profile.email_kept"
        lines.append(words.text(known, email=email))
    elif context.mails:
        lines.append(words.text("profile.no_email"))
    if context.mails:
        keys.append(Key(words.label("profile.email_key"), EditEmail()))
    elif email:
        keys.append(Key(words.label("profile.forget_email"), ForgetEmail(), DANGER))
    if turn.coach is not None:
        keys.append(Key(words.label("digest.key"), ShowDigests()))
        keys.append(Key(words.label("link.key"), BookingLink()))
    if turn.coach is None and turn.person.roles == {Role.CUSTOMER}:
        keys.append(Key(words.label("erase.key"), AskErase()))
    title = words.text("profile.title", name=turn.person.name)
    return Screen(
        cards.with_title(title, "\n".join(lines)), (*((k,) for k in keys), way_out(words))
    )


def _zone_line(turn: Turn) -> str:
    words, zone = turn.words, turn.zone
    if zone is None:
        return words.text("profile.no_zone")
    now = words.clock_at(turn.now, of_person(zone))
    if turn.person.zone is None:
        return words.text("profile.zone_of_hours", zone=words.zone_in_full(zone), clock=now)
    return words.text("profile.zone", zone=words.zone_in_full(zone), clock=now)


def _zone_question(turn: Turn, facts: Facts) -> Question:
    rows = list[Row]()
    if turn.person.zone:
        rows.append((Key(turn.words.label("profile.forget_zone"), ForgetZone(), DANGER),))
    question = _question(
        turn, ZONE, turn.words.text("profile.type_zone"), rows, _search(turn, facts)
    )
    return replace(question, facts={name: facts[name] for name in SEARCH if name in facts})


def _search(turn: Turn, facts: Facts) -> ShowMonth | None:
    """The calendar they were in when asked, None if they were elsewhere."""
    service, coach, moving, choice = (facts.get(name, none) for name, none in SEARCH.items())
    if not service:
        return None
    today = turn.now.astimezone(zone_info(turn.catalogue.business.zone)).date()
    return ShowMonth(service, coach, moving, today, choice)


async def _on_to_days(turn: Turn, person: Person, facts: Facts) -> Reply | None:
    """Whoever was looking for a time can resume. If the zone was picked from several, the open
    question says where they were."""
    search = turn.pending.facts if turn.pending and turn.pending.step == ZONE else facts
    days = _search(turn, search)
    if days is None:
        return None
    reply = await _show_saved(turn, person)
    assert reply.screen is not None  # a card
    key = Key(turn.words.label("profile.on_to_days"), days, PRIMARY)
    return replace(reply, screen=replace(reply.screen, rows=((key,), *reply.screen.rows)))


def _email_question(turn: Turn) -> Question:
    rows = list[Row]()
    if turn.person.email:
        rows.append((Key(turn.words.label("profile.forget_email"), ForgetEmail(), DANGER),))
    return _question(turn, EMAIL, turn.words.text("profile.type_email"), rows)


def _question(
    turn: Turn, step: str, text: str, rows: list[Row], back: Press | None = None
) -> Question:
    return Question(step, Screen(text, (*rows, way_out(turn.words, back or ShowProfile()))))


WITH_ZONE: Final[RecordEditor[Person]] = RecordEditor(
    Permission.TALK, lambda turn, facts: turn.person, _save_zone, _show_saved
)
WITH_EMAIL: Final[RecordEditor[Person]] = RecordEditor(
    Permission.TALK, lambda turn, facts: turn.person, _save_email, _show_saved
)
SCRIPT = merge_scripts(
    Script(
        commands={"profile": Command(profile, Permission.TALK)},
        presses={
            ShowProfile: Step(show, Permission.TALK),
            EditEmail: Step(edit_email, Permission.TALK),
        },
    ),
    WITH_ZONE.script(
        Field(
            ZONE,
            EditZone,
            lambda turn, person, facts: _zone_question(turn, facts),
            zones.reader(lambda number, facts: PickZone(number)),
            attribute("zone"),
            choices={PickZone: zones.chosen_zone, ForgetZone: nothing},
            onward=_on_to_days,
        )
    ),
    WITH_EMAIL.script(
        Field(
            EMAIL,
            None,
            lambda turn, person, facts: _email_question(turn),
            reader(lambda turn, person: address_of(turn.text)),
            attribute("email"),
            choices={ForgetEmail: nothing},
        )
    ),
)
