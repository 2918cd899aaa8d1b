"""The menu, and what is said when nothing else fits.

/start                → greeting and menu; with a link's payload, into a booking
/language → language  → the menu in it
"""

from domain.business import first_run as first_run_rule
from domain.messages.business_texts import BusinessTextKind
from domain.roles import Permission
from handlers.actions.appointments import holding
from handlers.actions.people import people
from handlers.buttons import first_links
from handlers.buttons.keyboards import in_rows, way_out
from handlers.buttons.press import Blank, Home, Nothing, Press, button
from handlers.buttons.screen import PRIMARY, Key, Row, Screen
from handlers.buttons.settings_links import ShowRules
from handlers.chat.admin.first_run import first_run
from handlers.chat.customer import book, usual
from handlers.chat.everyone import all_scripts, check_in, joining, linking
from handlers.chat.frame.commands import command_list
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.script import Command, MenuItem, MenuRow, Script, Step
from handlers.chat.frame.turn import Turn
from handlers.chat.parts import gaps, house_rules
from handlers.chat.parts.not_bookable import with_what_is_missing
from handlers.queries.business.languages import spoken_languages
from handlers.wording.words import Html, own_name, words_for


@button("l")
class ChooseLanguage(Press):
    """Show the languages."""


@button("ls")
class SetLanguage(Press):
    """Speak this one."""

    language: str


async def start(turn: Turn) -> Reply:
    """/start, also from a booking link or an invitation; an admin of an empty bot is led to the
    first free time."""
    for by_link in (joining.by_link, book.by_link, check_in.by_link, linking.by_link):
        if reply := await by_link(turn):
            return reply
    return await (first_run.opening(turn) if first_run_waits(turn) else welcome(turn))


def first_run_waits(turn: Turn) -> bool:
    """Whether this person can fix what keeps customers from booking at all."""
    mine = turn.actor.may(Permission.BUSINESS) and first_run_rule.leads(turn.catalogue)
    return mine and gaps.next_step(turn) is not None


_RULES = MenuItem(
    "rules", lambda turn: ShowRules(), Permission.TALK, row=lambda turn: MenuRow.LANGUAGE
)
_LANGUAGE = MenuItem(
    "language",
    lambda turn: ChooseLanguage(),
    Permission.TALK,
    row=lambda turn: MenuRow.LANGUAGE,
)


async def welcome(turn: Turn) -> Reply:
    """The greeting of /start; staff are not told how to book, and returning customers are first
    offered the same again."""
    works_here = turn.actor.may(Permission.SESSIONS)
    own = [] if works_here else house_rules.own_words(turn, BusinessTextKind.GREETING)
    text = turn.words.text(
        "menu.welcome_team" if works_here else "menu.welcome_own" if own else "menu.welcome",
        name=turn.person.short_name,
        business=turn.catalogue.business.name,
        greeting=Html("\n\n".join(own)),
    )
    return Reply(await _for_who_comes_back(turn, Screen(text, menu_rows(turn))))


async def welcome_thanks(turn: Turn) -> Reply:
    """The answer to thanks, with the menu."""
    return Reply(Screen(turn.words.text("menu.thanks"), menu_rows(turn)))


async def home(turn: Turn, press: Home) -> Reply:
    """The menu in place of whatever was shown."""
    await holding.let_go(turn.database, turn.catalogue, actor=turn.actor)
    return Reply(await _for_who_comes_back(turn, _menu(turn)))


async def _for_who_comes_back(turn: Turn, screen: Screen) -> Screen:
    """The menu, with what they had last above all else."""
    screen = with_what_is_missing(turn, _with_next_step(turn, screen))
    return Screen(screen.text, (*await usual.again_rows(turn), *screen.rows))


def menu(turn: Turn) -> Screen:
    """What this person can do."""
    return _with_next_step(turn, _menu(turn))


def _menu(turn: Turn) -> Screen:
    business = turn.catalogue.business.name
    text = turn.words.text("menu.title", business=business)
    return Screen(text, menu_rows(turn))


def _with_next_step(turn: Turn, screen: Screen) -> Screen:
    """While customers cannot book at all, an admin reads why, with the next step first."""
    step = gaps.next_step(turn)
    if step is None:
        return screen
    [why] = gaps.lines(turn, turn.catalogue, [step])
    text = f"{screen.text}\n\n{turn.words.text('menu.set_up', why=Html(why))}"
    led = first_links.go_on(turn.words, turn.catalogue) if first_run_waits(turn) else ()
    return Screen(text, (*led, *gaps.keys(turn, turn.catalogue, [step]), *screen.rows))


def menu_rows(turn: Turn) -> tuple[Row, ...]:
    """What this person can do, by their roles."""
    rows: dict[MenuRow, list[Key]] = {}
    for entry in (*all_scripts.SCRIPT.menu, _RULES, _LANGUAGE):
        if turn.actor.may(entry.permission):
            style = PRIMARY if entry.main(turn) else None
            key = Key(turn.words.label(f"menu.{entry.name}"), entry.opens(turn), style)
            rows.setdefault(entry.row(turn), []).append(key)
    return tuple(tuple(rows[row]) for row in sorted(rows))


async def choose_language(turn: Turn, press: ChooseLanguage | None = None) -> Reply:
    """The languages we speak, each under its own name."""
    keys = [Key(own_name(code), SetLanguage(code)) for code in _spoken_here(turn)]
    screen = Screen(turn.words.text("language.title"), (*in_rows(keys, 2), way_out(turn.words)))
    return Reply(screen)


def _spoken_here(turn: Turn) -> tuple[str, ...]:
    return spoken_languages(turn.catalogue.business, turn.context.language)


async def set_language(turn: Turn, press: SetLanguage) -> Reply:
    """Speak it from now on, this answer included."""
    among = _spoken_here(turn)
    await people.choose_language(
        turn.database, press.language, among=among, actor=turn.actor, now=turn.now
    )
    words = words_for(press.language)
    turn = turn.speaking(words)
    commands = command_list(turn, turn.person, turn.coach)
    return Reply(menu(turn), toast=words.label("language.chosen"), commands=commands)


async def nothing(turn: Turn, press: Nothing) -> Reply:
    """A cell that is only for reading."""
    return Reply(toast=turn.words.label("calendar.closed"))


async def blank(turn: Turn, press: Blank) -> Reply:
    """An empty cell does nothing."""
    return Reply()


async def not_understood(turn: Turn) -> Reply:
    """Typed text that answers no question; or a file, place or voice message nobody asked for."""
    text = turn.words.text("menu.not_understood" if turn.text else "menu.only_text")
    return Reply(Screen(text, menu_rows(turn)))


def unknown_command(turn: Turn) -> Reply:
    """An unknown command."""
    return Reply(Screen(turn.words.text("menu.unknown_command"), menu_rows(turn)))


def outdated_press(turn: Turn) -> Reply:
    """A button from another version, or from none."""
    return Reply(menu(turn), toast=turn.words.label("menu.outdated"))


async def _choose_language(turn: Turn) -> Reply:
    return await choose_language(turn)


SCRIPT = Script(
    commands={
        "start": Command(start, Permission.TALK, offered=False, helped=False),
        "language": Command(_choose_language, Permission.TALK),
    },
    presses={
        Home: Step(home, Permission.TALK),
        Nothing: Step(nothing, Permission.TALK),
        Blank: Step(blank, Permission.TALK),
        ChooseLanguage: Step(choose_language, Permission.TALK),
        SetLanguage: Step(set_language, Permission.TALK),
    },
)
