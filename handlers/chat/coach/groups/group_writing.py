"""The coach of a group's session writes to everybody in it; each answers the coach alone.

the session             Message everyone → the next thing sent → passed on
"""

from domain.appointments.correspondence import Content
from domain.appointments.message_refusals import CannotPassOn, TooManyMessages
from domain.refusals import BadInput, NotFound
from domain.roles import Permission
from handlers.actions.appointments import writing as actions
from handlers.buttons.coach_links import ShowGroup
from handlers.buttons.keyboards import way_out
from handlers.buttons.message_links import WriteToAll
from handlers.buttons.pages import in_brief
from handlers.buttons.screen import Key, Screen
from handlers.chat.cards import group_cards
from handlers.chat.frame.answers import Question, ask, ask_again, fact
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.script import AnswerStep, Confirmed, Script, Step, Takes
from handlers.chat.frame.turn import Turn
from handlers.queries.groups import group_sessions as queries
from handlers.wording import cards

WRITE = "message.write_to_all"


async def write_to_all(turn: Turn, press: WriteToAll) -> Reply:
    """Ask for the message."""
    return await ask(turn, await _question(turn, press.session))


async def take(turn: Turn) -> Reply:
    """What they sent."""
    session_id, words = int(fact(turn, "session")), turn.words
    try:
        if not isinstance(turn.content, Content):
            raise turn.content or CannotPassOn()
        delivery = await actions.write_to_all(
            turn.database,
            session_id,
            turn.content,
            **turn.intent,
            available_channels=turn.context.available_channels,
        )
    except (BadInput, CannotPassOn, TooManyMessages) as refusal:
        return await ask_again(turn, await _question(turn, session_id), refusal)
    parts = [words.plural("message.passed_on_to", delivery.sent)]
    if delivery.unheard:
        parts.append(words.text("message.unheard", note=in_brief(words, delivery.unheard)))
    if delivery.unwilling:
        parts.append(words.plural("message.unwilling", delivery.unwilling))
    more = Key(words.label("message.more_key"), WriteToAll(session_id))
    return Reply(Screen("\n\n".join(parts), ((more,), way_out(words, ShowGroup(session_id)))))


async def _question(turn: Turn, session_id: int) -> Question:
    words = turn.words
    group = await queries.by_id(turn.database, session_id, actor=turn.actor)
    if group.session.coach_id != turn.actor.coach_id:
        raise NotFound
    text = cards.with_title(
        words.text("message.to_everyone"),
        group_cards.body(turn, group.session),
        words.text("message.how_to_everyone"),
    )
    screen = Screen(text, (way_out(words, ShowGroup(session_id)),))
    return Question(WRITE, screen, {"session": session_id})


SCRIPT = Script(
    presses={WriteToAll: Step(write_to_all, Permission.WORK)},
    answers={
        WRITE: AnswerStep(take, Permission.WORK, takes=Takes.ANYTHING, confirmed=Confirmed.SEND)
    },
)
