"""Admins write to many at once.

/broadcast        customers, coaches or everybody; and earlier ones
1 audience        whom it reaches and whom not; customers narrowed down by coach, by service and by
                  when they last came; below it the text is typed
2 look            the message as each of them reads it, and again to how many → sent
3 progress        one message that shows its progress: pause, resume, stop
"""

from typing import Final

from domain.messages.broadcasts import Audience, NobodyToReach
from domain.refusals import BadInput, NotFound
from domain.roles import Permission
from domain.services.display_zones import of_business
from handlers.actions.messages import broadcasting as actions
from handlers.buttons.keyboards import way_out
from handlers.buttons.press import Press, button
from handlers.buttons.screen import PRIMARY, Key, Row, Screen
from handlers.chat.admin.broadcasts import broadcast_screens as screens
from handlers.chat.admin.broadcasts.broadcast_audience import (
    ShowAudience,
    audience_of,
    narrowing,
    press_of,
)
from handlers.chat.admin.broadcasts.broadcast_screens import (
    ACTIONS,
    WHO,
    AskStop,
    Broadcasts,
    ChangeBroadcast,
    LeaveBroadcast,
    ShowBroadcast,
)
from handlers.chat.frame.answers import Question, ask, ask_again, fact
from handlers.chat.frame.reply import AttachedMedia, Reply
from handlers.chat.frame.script import AnswerStep, Command, Script, Step
from handlers.chat.frame.turn import Turn
from handlers.notices import telegram
from handlers.notices.broadcasts import broadcast as as_read
from handlers.queries.messages import broadcasts as queries

TEXT: Final = "broadcast.text"
LATEST: Final = 5


@button("brn")
class SendBroadcast(Press):
    """Send this draft."""

    broadcast: int


async def hub(turn: Turn, press: Broadcasts | None = None) -> Reply:
    """/broadcast."""
    words = turn.words
    rows: list[Row] = [
        (Key(words.label(f"broadcast.{who}_key"), ShowAudience(at)),) for at, who in enumerate(WHO)
    ]
    zone = of_business(turn.catalogue.business.zone, turn.zone)
    for one in await queries.latest(turn.database, LATEST, actor=turn.actor):
        label = words.label(
            "broadcast.one_key",
            when=words.button_time(one.created_at, zone),
            state=words.label(f"broadcast.is_{one.state}"),
        )
        rows.append((Key(label, ShowBroadcast(one.id)),))
    return Reply(Screen(words.text("broadcast.title"), (*rows, way_out(words))))


async def audience(turn: Turn, press: ShowAudience) -> Reply:
    """Whom it reaches; the text may be typed."""
    return await ask(turn, await _question(turn, audience_of(press)))


async def take_text(turn: Turn) -> Reply:
    """The text, as each of them will read it, before it is sent."""
    audience = Audience.from_json(fact(turn, "audience"))
    try:
        draft_id = await actions.draft(turn.database, audience, turn.text, **turn.intent)
    except BadInput as refusal:
        return await ask_again(turn, await _question(turn, audience), refusal)
    draft = await queries.draft(turn.database, draft_id, actor=turn.actor, now=turn.now)
    words, reach = turn.words, draft.reach
    facts = {"text": draft.broadcast.text, "house": turn.catalogue.business.name}
    method, fields = telegram.call(as_read(facts, words, turn.zone))
    text = "\n\n".join(
        (
            words.text("broadcast.look"),
            screens.to_whom(words, turn.catalogue, audience),
            screens.reaches(words, reach),
        )
    )
    send = Key(words.plural("broadcast.send", reach.reached), SendBroadcast(draft_id), PRIMARY)
    rows = (
        *(((send,),) if reach.reached else ()),
        (Key(words.label("broadcast.anew_key"), press_of(audience)),),
        way_out(words, Broadcasts()),
    )
    preview = AttachedMedia(method, fields, draft.broadcast.text)
    return Reply(Screen(text, rows), media=preview)


async def send(turn: Turn, press: SendBroadcast) -> Reply:
    """Begin; a second press changes nothing."""
    await actions.begin(
        turn.database,
        press.broadcast,
        turn.message_id,
        **turn.intent,
    )
    return await _progress(turn, press.broadcast)


async def show(turn: Turn, press: ShowBroadcast) -> Reply:
    """Its progress, from now on in this message."""
    await actions.watch(turn.database, press.broadcast, turn.message_id, actor=turn.actor)
    return await _progress(turn, press.broadcast)


async def change(turn: Turn, press: ChangeBroadcast) -> Reply:
    """Pause, resume or stop it."""
    if not 0 <= press.action < len(ACTIONS):
        raise NotFound
    await actions.change(
        turn.database,
        press.broadcast,
        ACTIONS[press.action],
        **turn.intent,
    )
    return await show(turn, ShowBroadcast(press.broadcast))


async def ask_stop(turn: Turn, press: AskStop) -> Reply:
    """Ask first: what has not been sent never would be."""
    one = await queries.find_started(turn.database, press.broadcast, actor=turn.actor)
    if one.state not in screens.UNDER_WAY:
        return await _progress(turn, one.id)
    await actions.watch(turn.database, one.id, None, actor=turn.actor)
    return Reply(screens.stopping(turn.words, one))


async def leave(turn: Turn, press: LeaveBroadcast) -> Reply:
    """This message no longer shows the progress."""
    await actions.watch(turn.database, press.broadcast, None, actor=turn.actor)
    return await hub(turn)


async def _progress(turn: Turn, broadcast_id: int) -> Reply:
    one = await queries.find_started(turn.database, broadcast_id, actor=turn.actor)
    live = one.author_id == turn.person.id
    return Reply(screens.progress(turn.words, turn.catalogue, one, live=live))


async def _question(turn: Turn, audience: Audience) -> Question:
    words = turn.words
    reach = await queries.reach(turn.database, audience, actor=turn.actor, now=turn.now)
    parts = [
        screens.to_whom(words, turn.catalogue, audience),
        screens.reaches(words, reach),
        words.text("broadcast.type" if reach.reached else "broadcast.other"),
    ]
    rows = (*narrowing(words, audience), way_out(words, Broadcasts()))
    return Question(TEXT, Screen("\n\n".join(parts), rows), {"audience": audience.to_json()})


async def _nobody(turn: Turn, refusal: NobodyToReach, press: Press | None) -> Reply:
    words = turn.words
    return Reply(Screen(words.text("refusal.nobody_to_reach"), (way_out(words, Broadcasts()),)))


SCRIPT = Script(
    commands={"broadcast": Command(hub, Permission.BROADCAST)},
    presses={
        Broadcasts: Step(hub, Permission.BROADCAST),
        ShowAudience: Step(audience, Permission.BROADCAST),
        SendBroadcast: Step(send, Permission.BROADCAST),
        ShowBroadcast: Step(show, Permission.BROADCAST),
        ChangeBroadcast: Step(change, Permission.BROADCAST),
        AskStop: Step(ask_stop, Permission.BROADCAST),
        LeaveBroadcast: Step(leave, Permission.BROADCAST),
    },
    answers={TEXT: AnswerStep(take_text, Permission.BROADCAST)},
    refusals={NobodyToReach: _nobody},
)
