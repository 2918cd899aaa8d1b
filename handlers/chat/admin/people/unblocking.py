"""The team lets somebody who is blocked book again.

/unblock           who is blocked → their card
/unblock who       typed, as in `people` → may book again
"""

from domain.roles import Permission
from handlers.actions.people import blocking as actions
from handlers.buttons.keyboards import way_out
from handlers.buttons.people_links import People, ShowPerson, Unblock
from handlers.buttons.press import Press, button
from handlers.buttons.screen import Screen
from handlers.chat.admin.people import people
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.script import Command, Script, Step
from handlers.chat.frame.turn import Turn
from handlers.chat.parts import people_matches
from handlers.queries.people import blocks as queries
from handlers.queries.people import people as search


@button("nbl")
class ShowBlocked(Press):
    """Who is blocked."""


async def unblock(turn: Turn) -> Reply:
    """/unblock."""
    if not turn.text:
        return await show_blocked(turn)
    matches = await search.search(turn.database, people_matches.search_text(turn), actor=turn.actor)
    if len(matches.people) == 1 and not matches.more:
        return await lift(turn, Unblock(matches.people[0].id))
    return await people.who(turn)


async def show_blocked(turn: Turn, press: ShowBlocked | None = None) -> Reply:
    """Who is blocked; their cards say why, and can unblock them."""
    words = turn.words
    entries = await queries.blocked_people(turn.database, actor=turn.actor, limit=search.MOST)
    rows = people_matches.keys(turn, entries, ShowPerson)
    text = words.text("blocking.list" if entries else "blocking.nobody")
    return Reply(Screen(text, (*rows, way_out(words, People()))))


async def lift(turn: Turn, press: Unblock) -> Reply:
    """They may book again; for somebody who is not blocked, nothing changes."""
    lifted = await actions.unblock(turn.database, press.person, **turn.intent)
    reply = await people.show(turn, ShowPerson(press.person))
    toast = turn.words.label("blocking.lifted" if lifted else "blocking.not_blocked")
    return Reply(reply.screen, toast=toast, aloud=True)


SCRIPT = Script(
    commands={"unblock": Command(unblock, Permission.BLOCK)},
    presses={
        Unblock: Step(lift, Permission.BLOCK),
        ShowBlocked: Step(show_blocked, Permission.BLOCK),
    },
)
