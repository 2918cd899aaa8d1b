"""A coach, or the team in their place, looks after the session of a group.

a day, a participant's card    the session, with who is in it → their cards
approve all                    everybody waiting is confirmed and told
close, open again              nobody new can join, or they can again
call off                       a reason may be typed, or none → everybody in it is told
move                           → group_times

If it has changed since it was read, say somebody has joined, it is shown again first.
"""

from dataclasses import replace

from domain.appointments.appointment import LONGEST_REASON
from domain.groups.group_refusals import GroupChanged, GroupOver
from domain.refusals import BadInput
from domain.roles import Permission
from domain.text import field_text
from handlers.actions.groups import group_sessions as actions
from handlers.buttons.coach_links import OpenGroup, ShowGroup, ShowGroups, ShowService
from handlers.buttons.keyboards import way_out
from handlers.buttons.labels import WHOLE, LabelFitter
from handlers.buttons.pages import page_rows
from handlers.buttons.press import Press, button
from handlers.buttons.screen import DANGER, PRIMARY, Key, Screen
from handlers.chat.cards import group_cards, undo_keys
from handlers.chat.cards.group_cards import ApproveAll, CallGroupOff, SetClosed
from handlers.chat.frame.answers import Question, ask, ask_again, fact
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.script import AnswerStep, Confirmed, Script, Step
from handlers.chat.frame.turn import Turn
from handlers.queries.groups import group_sessions as queries
from handlers.wording import cards

CALL_OFF = "group_session.call_off"


@button("gy")
class CallGroupOffNow(Press):
    """Without a reason, as it was at this version."""

    session: int
    version: int


async def show(turn: Turn, press: ShowGroup) -> Reply:
    """The session as it is now."""
    group = await queries.by_id(turn.database, press.session, actor=turn.actor)
    return Reply(await group_cards.current_card(turn, group, press.page))


async def show_coming(turn: Turn, press: ShowGroups) -> Reply:
    """The coming sessions of a service, the soonest first."""
    words, service = turn.words, turn.catalogue.services.get(press.service)
    back = ShowService(press.service) if turn.actor.may(Permission.SERVICES) else None
    upcoming = await queries.coming(turn.database, press.service, actor=turn.actor, now=turn.now)
    keys = [
        Key(
            LabelFitter(words, WHOLE).label(
                "group_session.coming_key",
                cut="coach",
                when=words.button_time(one.starts_at, group_cards.display_zones_of(turn, one).lead),
                coach=turn.catalogue.coaches[one.coach_id].name,
                taken=one.taken,
                capacity=one.capacity,
            ),
            ShowGroup(one.id),
        )
        for one in upcoming
    ]
    title = service.title if service else ""
    text = words.text(
        "group_session.coming" if upcoming else "group_session.none_coming", service=title
    )
    add = Key(words.label("group_session.open_key"), OpenGroup(press.service, 0), PRIMARY)
    rows = page_rows(
        words, keys, press.page, lambda other: ShowGroups(press.service, other), width=1
    )
    return Reply(Screen(text, (*rows, (add,), way_out(words, back))))


async def approve_all(turn: Turn, press: ApproveAll) -> Reply:
    """Confirm everybody waiting."""
    await actions.approve_all(
        turn.database, turn.catalogue, press.session, press.version, **turn.intent
    )
    return await _show_card(turn, press.session, "group_session.approved_toast")


async def set_closed(turn: Turn, press: SetClosed) -> Reply:
    """Close it, or open it again; a second press changes nothing."""
    closed = bool(press.closed)
    await actions.close(
        turn.database,
        turn.catalogue,
        press.session,
        press.version,
        closed=closed,
        **turn.intent,
    )
    return await _show_card(
        turn,
        press.session,
        "group_session.closed_toast" if closed else "group_session.reopened_toast",
    )


async def ask_call_off(turn: Turn, press: CallGroupOff) -> Reply:
    """Ask why; the next typed text is the reason, and none is fine, too."""
    return await ask(turn, await _why(turn, press.session, press.version))


async def take_reason(turn: Turn) -> Reply:
    """The typed reason."""
    session, version = int(fact(turn, "session")), int(fact(turn, "version"))
    try:
        reason = field_text.passage(turn.text, "reason", LONGEST_REASON)
    except BadInput as refusal:
        return await ask_again(turn, await _why(turn, session, version), refusal)
    return await _call_off(turn, session, version, reason)


async def call_off_now(turn: Turn, press: CallGroupOffNow) -> Reply:
    return await _call_off(turn, press.session, press.version, None)


async def _call_off(turn: Turn, session: int, version: int, reason: str | None) -> Reply:
    await actions.call_off(turn.database, turn.catalogue, session, version, reason, **turn.intent)
    return await _show_card(turn, session, "group_session.called_off_toast", undo=True)


async def _show_card(turn: Turn, session_id: int, toast: str, *, undo: bool = False) -> Reply:
    """undo: whether it can be undone, for a minute."""
    group = await queries.by_id(turn.database, session_id, actor=turn.actor)
    card = group_cards.card(turn, group)
    if undo:
        card = undo_keys.above_group(turn, card, group.session)
    return Reply(card, toast=turn.words.label(toast))


async def _why(turn: Turn, session_id: int, version: int) -> Question:
    """Ask for a reason, for the session that the screen showed, while it can still be changed."""
    words = turn.words
    group = await queries.as_shown(
        turn.database, session_id, version, actor=turn.actor, now=turn.now
    )
    session = group.session
    now_key = Key(
        words.label("desk.call_off_now"), CallGroupOffNow(session.id, session.version), DANGER
    )
    text = cards.with_title(
        words.text("group_session.ask_call_off"),
        group_cards.body(turn, session),
        words.text("desk.type_reason"),
    )
    screen = Screen(text, ((now_key,), way_out(words, ShowGroup(session.id))))
    return Question(CALL_OFF, screen, {"session": session.id, "version": session.version})


async def group_changed(turn: Turn, refusal: GroupChanged, press: Press | None) -> Reply:
    """The session as it is now: something has changed since it was read."""
    return await _as_it_is(turn, refusal.session_id, "group_session.changed")


async def over(turn: Turn, refusal: GroupOver, press: Press | None) -> Reply:
    """The session as it is: it has no keys left."""
    return await _as_it_is(turn, refusal.session_id, "group_session.past")


async def _as_it_is(turn: Turn, session_id: int, message: str) -> Reply:
    """Its card, below what became of the answer: a typed one has no toast."""
    words = turn.words
    group = await queries.by_id(turn.database, session_id, actor=turn.actor)
    card = group_cards.card(turn, group)
    if turn.text:
        card = replace(card, text=f"{words.text(message)}\n\n{card.text}")
    return Reply(card, toast=words.label(message), alert=True)


SCRIPT = Script(
    presses={
        ShowGroup: Step(show, Permission.SESSIONS),
        ShowGroups: Step(show_coming, Permission.SESSIONS),
        ApproveAll: Step(approve_all, Permission.SESSIONS),
        SetClosed: Step(set_closed, Permission.SESSIONS),
        CallGroupOff: Step(ask_call_off, Permission.SESSIONS),
        CallGroupOffNow: Step(call_off_now, Permission.SESSIONS),
    },
    answers={CALL_OFF: AnswerStep(take_reason, Permission.SESSIONS, confirmed=Confirmed.CALL_OFF)},
    refusals={GroupChanged: group_changed, GroupOver: over},
)
