"""The team finds people, by whatever it knows of them.

/people [who]        the latest people → card; or typed, on one line or below:
1 who                a name, a number, an address, a booking code or an id, typos forgiven → card,
                     or a choice of people, page by page
2 card               → `person_card`; typing there finds somebody else
"""

from typing import Any, Final

from domain.roles import Permission
from handlers.buttons.keyboards import way_out
from handlers.buttons.pages import around, split_into_pages
from handlers.buttons.people_links import People, ShowPerson
from handlers.buttons.screen import Screen
from handlers.chat.admin.people import person_card
from handlers.chat.frame.answers import LISTENS, Question, ask
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.script import (
    AnswerStep,
    Command,
    MenuItem,
    MenuRow,
    Script,
    Step,
    Takes,
    TextStep,
)
from handlers.chat.frame.turn import Turn
from handlers.chat.parts import people_matches
from handlers.queries.people import people as queries
from handlers.queries.people.people import PeopleMatches

WHO: Final = "people.who"
ON_CARD: Final = f"{LISTENS}person"
PAGE: Final = 8
SHOWN: Final = 60  # letters of what was looked for


async def people(turn: Turn) -> Reply:
    """/people, with or without a name."""
    return await who(turn) if turn.text else await _ask(turn, "", 0)


async def show_list(turn: Turn, press: People) -> Reply:
    """Another page of the search, or back to it."""
    return await _ask(turn, _last_search(turn), press.page)


async def who(turn: Turn) -> Reply:
    """The typed or shared person."""
    text = people_matches.search_text(turn)
    matches = await queries.search(turn.database, text, actor=turn.actor)
    if len(matches.people) == 1 and not matches.more:
        return await show(turn, ShowPerson(matches.people[0].id), text)
    return await ask(turn, _question(turn, text, matches, 0))


async def show(turn: Turn, press: ShowPerson, text: str | None = None) -> Reply:
    """Their card. text: the search, if it has just been typed."""
    facts = {"text": _last_search(turn) if text is None else text}
    screen = await person_card.card(turn, press.person)
    return await ask(turn, Question(ON_CARD, screen, facts))


async def another(turn: Turn) -> Reply | None:
    """Somebody else, typed below a card; text that finds nobody means what it means anywhere."""
    text = people_matches.search_text(turn)
    matches = (
        await queries.search(turn.database, text, actor=turn.actor) if text else PeopleMatches(())
    )
    return await who(turn) if matches.people else None


async def _ask(turn: Turn, text: str, page: int) -> Reply:
    matches = await queries.search(turn.database, text, actor=turn.actor)
    return await ask(turn, _question(turn, text, matches, page))


def _question(turn: Turn, text: str, matches: PeopleMatches, page: int) -> Question:
    words = turn.words
    pages = split_into_pages(matches.people, PAGE, PAGE, lambda one: 1)
    page = min(max(page, 0), len(pages) - 1)
    if not text:
        heading = words.text("people.who")
    elif not matches.people:
        heading = words.text("people.nobody", name=text[:SHOWN])
    else:
        n = len(matches.people)
        heading = words.text("people.found", name=text[:SHOWN])
        heading += "\n\n" + (
            words.text("people.many") if matches.more else words.plural("people.n", n)
        )
    rows = (
        *people_matches.keys(turn, pages[page], ShowPerson),
        *around(words, page, len(pages), People),
    )
    facts: dict[str, Any] = {"text": text}
    return Question(WHO, Screen(heading, (*rows, way_out(words))), facts)


def _last_search(turn: Turn) -> str:
    """The search before this; "" if that is long ago."""
    pending = turn.pending
    known = pending is not None and pending.step in (WHO, ON_CARD)
    return str(pending.facts.get("text", "")) if pending is not None and known else ""


SCRIPT = Script(
    commands={"people": Command(people, Permission.PEOPLE)},
    menu=(
        MenuItem("people", lambda turn: People(), Permission.PEOPLE, row=lambda turn: MenuRow.TEAM),
    ),
    presses={
        People: Step(show_list, Permission.PEOPLE),
        ShowPerson: Step(show, Permission.PEOPLE),
    },
    answers={WHO: AnswerStep(who, Permission.PEOPLE, takes=Takes.PERSON)},
    listens={ON_CARD: TextStep(another, Permission.PEOPLE)},
)
