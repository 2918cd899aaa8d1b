"""What somebody was told, for the team: how, when, and what became of it.

/people → card → messages    the latest first, page by page
"""

from functools import partial
from typing import Final

from domain.roles import Permission
from domain.services.clocks import of_house
from handlers.chat.frame.keyboards import way_out
from handlers.chat.frame.screen import Key, Reply, Row, Screen
from handlers.chat.frame.script import Script, Step
from handlers.chat.frame.turn import Turn
from handlers.chat.parts.notification_lines import lines
from handlers.chat.parts.people_links import ShowPerson
from handlers.chat.parts.way_links import ToldTo
from handlers.notices import log
from handlers.queries.messages import notifications as queries
from handlers.wording import cards

PAGE: Final = 8


async def show(turn: Turn, press: ToldTo) -> Reply:
    """A page of the log. Raises NotFound."""
    words, before = turn.words, press.before if press.before > 0 else None
    name, entries = await queries.of_person(
        turn.database,
        press.person,
        actor=turn.actor,
        now=turn.now,
        before=before,
        limit=PAGE + 1,
    )
    clock = of_house(turn.catalogue.business.zone, turn.zone)
    title = partial(log.title, words, zone=turn.zone)
    parts = lines(words, entries[:PAGE], clock, title) or [words.text("log.nothing_to_them")]
    rows: list[Row] = []
    if len(entries) > PAGE:
        earlier = ToldTo(press.person, entries[PAGE - 1].id)
        rows.append((Key(words.label("log.earlier"), earlier),))
    text = cards.with_title(words.text("log.of_person", name=name), "\n\n".join(parts))
    back = ToldTo(press.person) if before else ShowPerson(press.person)
    return Reply(Screen(text, (*rows, way_out(words, back))))


SCRIPT = Script(presses={ToldTo: Step(show, Permission.PEOPLE)})
