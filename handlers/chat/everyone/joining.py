"""Somebody has opened an invitation to coach.

/start j_<token>      1 as whom, and what that means → joined, or not
                      2 joined: setting up, or what is next
"""

from dataclasses import replace
from typing import Final

from domain.coaches.invite_refusals import (
    AlreadyCoach,
    CannotBecome,
    InviteExpired,
    InviteUsed,
    InviteWithdrawn,
    NoInvite,
    OwnSessions,
)
from domain.coaches.invites import token_of
from domain.refusals import Refusal
from domain.roles import Permission
from handlers.actions.coaches import invites as actions
from handlers.actions.services.catalogue import newest
from handlers.buttons.keyboards import way_out
from handlers.buttons.links import Appointments, CoachDay
from handlers.buttons.press import Home, Press, button
from handlers.buttons.screen import PRIMARY, SUCCESS, Key, Row, Screen
from handlers.buttons.set_up_links import SetUp
from handlers.chat.frame.commands import command_list
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.script import Script, Step
from handlers.chat.frame.turn import Turn
from handlers.queries.coaches import invites as queries

CLOSED: Final = (NoInvite, InviteUsed, InviteExpired, InviteWithdrawn, CannotBecome)


@button("vj")
class ComeIn(Press):
    """Accept. token: of the link."""

    token: str


async def by_link(turn: Turn) -> Reply | None:
    """What an opened link leads to; None if it is for something else."""
    token = token_of(turn.text)
    if token is None:
        return None
    invite = await queries.by_token(turn.database, token, actor=turn.actor)
    coach = turn.coach
    if invite.used_by == turn.person.id and coach is not None:
        return _show_next(turn, coach.id, None, again=True)
    invite.check(turn.now)
    if coach is not None:
        raise AlreadyCoach
    words, business = turn.words, turn.catalogue.business.name
    parts = [
        words.text("join.ask", business=business, coach=invite.name),
        words.text("join.new" if invite.coach_id is None else "join.known", coach=invite.name),
        words.text("join.stays"),
    ]
    rows: tuple[Row, ...] = (
        (Key(words.label("join.yes"), ComeIn(token), SUCCESS),),
        (Key(words.label("join.no"), Home()),),
    )
    return Reply(Screen("\n\n".join(parts), rows))


async def come_in(turn: Turn, press: ComeIn) -> Reply:
    """Make them a coach, with a coach's commands."""
    came = await actions.come_in(turn.database, press.token, **turn.intent)
    turn = replace(turn, catalogue=await newest(turn.database))
    reply = _show_next(turn, came.coach.id, came.coming, again=False)
    return replace(reply, commands=command_list(turn, turn.person, came.coach))


def _show_next(turn: Turn, coach_id: int, upcoming: int | None, *, again: bool) -> Reply:
    """What comes next: a coach not yet open sets up, any other sees their day."""
    words, coach = turn.words, turn.catalogue.coaches[coach_id]
    parts = [words.text("join.again" if again else "join.done", coach=coach.name)]
    if upcoming:
        parts.append(words.plural("join.coming", upcoming))
    rows: list[Row] = []
    if coach.setting_up:
        parts.append(words.text("join.set_up"))
        rows.append((Key(words.label("set_up.begin"), SetUp(), PRIMARY),))
    if upcoming or not coach.setting_up:
        today = turn.now.astimezone(coach.tz).date()
        rows.append((Key(words.label("join.my_day"), CoachDay(today)),))
    return Reply(Screen("\n\n".join(parts), (*rows, way_out(words))))


async def _invite_closed(turn: Turn, refusal: Refusal, press: Press | None) -> Reply:
    """Why it no longer works; the admins can make another."""
    business = turn.catalogue.business.name
    text = turn.words.text(f"refusal.{refusal.code}", business=business)
    return Reply(Screen(text, (way_out(turn.words),)))


async def _already(turn: Turn, refusal: AlreadyCoach, press: Press | None) -> Reply:
    """They are a coach already; the link stays valid for the one it was meant for."""
    coach = turn.coach
    text = turn.words.text("refusal.already_coach", coach=coach.name if coach else "")
    return Reply(Screen(text, (way_out(turn.words),)))


async def _own_sessions(turn: Turn, refusal: OwnSessions, press: Press | None) -> Reply:
    words = turn.words
    show = Key(words.label("menu.appointments"), Appointments(0, 0), PRIMARY)
    return Reply(Screen(words.text("refusal.own_sessions"), ((show,), way_out(words))))


SCRIPT = Script(
    presses={ComeIn: Step(come_in, Permission.TALK)},
    refusals={
        **dict.fromkeys(CLOSED, _invite_closed),
        AlreadyCoach: _already,
        OwnSessions: _own_sessions,
    },
)
