"""What somebody was told, for the team: how, when, and what became of it.

/people → card → messages    the latest first, page by page
"""

from functools import partial

from domain.roles import Permission
from handlers.buttons.people_links import ShowPerson
from handlers.buttons.way_links import ToldTo
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.script import Script, Step
from handlers.chat.frame.turn import Turn
from handlers.chat.parts.notification_lines import LIMIT, page
from handlers.notices import log
from handlers.queries.messages import notifications as queries


async def show(turn: Turn, press: ToldTo) -> Reply:
    """A page of the log. Raises NotFound."""
    words, before = turn.words, press.before if press.before > 0 else None
    name, entries = await queries.of_person(
        turn.database,
        press.person,
        actor=turn.actor,
        now=turn.now,
        before=before,
        limit=LIMIT,
    )
    screen = page(
        turn,
        words.text("log.of_person", name=name),
        entries,
        partial(log.title, words, zone=turn.zone),
        nothing=words.text("log.nothing_to_them"),
        earlier=partial(ToldTo, press.person),
        back=ToldTo(press.person) if before else ShowPerson(press.person),
    )
    return Reply(screen)


SCRIPT = Script(presses={ToldTo: Step(show, Permission.PEOPLE)})
