"""The team limits what one person may book, and lifts that again.

a card, or a flag       → review: how many sessions ahead, by hand or not, and until when, each
                        tapped → limited
a card                  limits lifted; missed sessions forgiven
"""

from typing import Final

from domain.roles import Permission
from handlers.actions.people import person_limits as actions
from handlers.buttons.keyboards import way_out
from handlers.buttons.pages import switch
from handlers.buttons.people_links import AskLimit, Forgive, LiftLimits, ShowPerson, back_to
from handlers.buttons.press import Press, button
from handlers.buttons.screen import DANGER, PRIMARY, Key, Row, Screen
from handlers.chat.admin.people import people
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.script import Script, Step
from handlers.chat.frame.turn import Turn
from handlers.queries.people import blocks as queries

MOST: Final = (1, 2, 3, 0)  # sessions ahead; 0 for as many as others
DAYS: Final = (30, 90, 0)  # 0: until lifted


@button("nld")
class DoLimit(Press):
    """Limit them as shown."""

    person: int
    most: int
    by_hand: int
    days: int


async def review(turn: Turn, press: AskLimit) -> Reply:
    """What it would mean. Raises as `may_block` does."""
    candidate = await queries.blockable(turn.database, press.person, actor=turn.actor, now=turn.now)
    words, person = turn.words, candidate.person
    most = press.most if press.most in MOST else MOST[0]
    days = press.days if press.days in DAYS else DAYS[0]
    by_hand = press.by_hand == 1

    def to(most: int = most, by_hand: bool = by_hand, days: int = days) -> AskLimit:
        return AskLimit(person.id, most, int(by_hand), days, press.flag)

    counts = [
        Key(
            words.plural("limiting.most_key", n) if n else words.label("limiting.any_key"),
            to(most=n),
            PRIMARY if n == most else None,
        )
        for n in MOST
    ]
    until = [
        Key(
            words.plural("length.days", n) if n else words.label("limiting.open_key"),
            to(days=n),
            PRIMARY if n == days else None,
        )
        for n in DAYS
    ]
    rows: list[Row] = [
        tuple(counts[:-1]),
        (counts[-1],),
        (switch(words, words.label("limiting.by_hand_key"), by_hand, to(by_hand=not by_hand)),),
        tuple(until[:-1]),
        (until[-1],),
    ]
    if most or by_hand:
        do = DoLimit(person.id, most, int(by_hand), days)
        rows.append((Key(words.label("limiting.do"), do, DANGER),))
    parts = [
        words.text("limiting.title", name=person.name),
        words.text("limiting.means"),
        *([] if most or by_hand else [words.text("limiting.nothing")]),
    ]
    return Reply(
        Screen("\n\n".join(parts), (*rows, way_out(words, back_to(person.id, press.flag))))
    )


async def carry_out(turn: Turn, press: DoLimit) -> Reply:
    """Limit them as shown; a second press changes nothing."""
    await actions.limit(
        turn.database,
        press.person,
        press.most,
        by_hand=press.by_hand == 1,
        days=press.days,
        **turn.intent,
    )
    reply = await people.show(turn, ShowPerson(press.person))
    return Reply(reply.screen, toast=turn.words.label("limiting.done"))


async def lift(turn: Turn, press: LiftLimits) -> Reply:
    """They may book like anyone else; a second press changes nothing."""
    await actions.limit(
        turn.database,
        press.person,
        0,
        by_hand=False,
        days=0,
        **turn.intent,
    )
    reply = await people.show(turn, ShowPerson(press.person))
    return Reply(reply.screen, toast=turn.words.label("limiting.lifted"))


async def forgive(turn: Turn, press: Forgive) -> Reply:
    """Missed sessions no longer count."""
    await actions.forgive(turn.database, press.person, **turn.intent)
    reply = await people.show(turn, ShowPerson(press.person))
    return Reply(reply.screen, toast=turn.words.label("limiting.forgiven"))


SCRIPT = Script(
    presses={
        AskLimit: Step(review, Permission.BLOCK),
        DoLimit: Step(carry_out, Permission.BLOCK),
        LiftLimits: Step(lift, Permission.BLOCK),
        Forgive: Step(forgive, Permission.FORGIVE),
    },
)
