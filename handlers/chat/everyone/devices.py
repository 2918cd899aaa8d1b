"""Where somebody is signed in outside the chat, and what to do about it.

/devices, /profile → devices   1 each with a key that signs it out; all of them at once
                               2 recent activity of the account
below a warning                not me: signed out, and the password void; it was me: unlocked
"""

from typing import Final

from domain.roles import Permission
from handlers.actions.accounts import devices as actions
from handlers.buttons.device_links import (
    EndDevice,
    EndDevices,
    NotMe,
    ShowDevices,
    ShowLogins,
    Unlock,
)
from handlers.buttons.keyboards import way_out
from handlers.buttons.links import ShowProfile
from handlers.buttons.screen import DANGER, SUCCESS, Key, Row, Screen
from handlers.chat.cards.device_lines import device_line, end_key, shown_at
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.script import Command, Script, Step
from handlers.chat.frame.turn import Turn
from handlers.queries.accounts import devices as queries
from handlers.wording import cards
from storage.accounts.login_log import LoginEvent

LINES: Final = 12


async def devices(turn: Turn) -> Reply:
    """/devices."""
    return Reply(await _screen(turn))


async def show(turn: Turn, press: ShowDevices) -> Reply:
    """The same, in place of whatever was shown."""
    return Reply(await _screen(turn))


async def end(turn: Turn, press: EndDevice) -> Reply:
    """Sign one out; a second press changes nothing."""
    await actions.end(turn.database, press.sign_in, **turn.intent)
    return Reply(await _screen(turn), toast=turn.words.label("devices.ended"))


async def end_all(turn: Turn, press: EndDevices) -> Reply:
    """Sign all of them out."""
    await actions.end_others(turn.database, None, **turn.intent)
    return Reply(await _screen(turn), toast=turn.words.label("devices.ended_all"))


async def not_me(turn: Turn, press: NotMe) -> Reply:
    """It was somebody else; works however late it is pressed."""
    await actions.not_me(turn.database, press.sign_in, **turn.intent)
    access = await queries.devices(turn.database, actor=turn.actor, now=turn.now)
    words = turn.words
    text = words.text("devices.not_me_void" if access.void else "devices.not_me_done")
    rows: tuple[Row, ...] = (
        (Key(words.label("devices.show_key"), ShowDevices()),),
        way_out(words),
    )
    return Reply(Screen(text, rows), toast=words.label("devices.ended"))


async def unlock(turn: Turn, press: Unlock) -> Reply:
    """They may try again; if pressed late, there is nothing to unlock."""
    unlocked = await actions.unlock(turn.database, **turn.intent)
    words = turn.words
    text = words.text("devices.unlocked" if unlocked else "devices.not_locked")
    rows: tuple[Row, ...] = (
        (Key(words.label("devices.show_key"), ShowDevices()),),
        way_out(words),
    )
    return Reply(Screen(text, rows))


async def logins(turn: Turn, press: ShowLogins) -> Reply:
    """The newest lines of their log."""
    words = turn.words
    lines = await queries.log(turn.database, actor=turn.actor, most=LINES)
    body = "\n".join(_line(turn, line) for line in lines) or words.text("devices.no_log")
    text = cards.with_title(words.text("devices.log_title"), body)
    return Reply(Screen(text, (way_out(words, ShowDevices()),)))


async def _screen(turn: Turn) -> Screen:
    words = turn.words
    access = await queries.devices(turn.database, actor=turn.actor, now=turn.now)
    parts = [device_line(turn, one) for one in access.signed_in] or [words.text("devices.none")]
    rows: list[Row] = [(end_key(turn, one, EndDevice(one.id)),) for one in access.signed_in]
    if access.locked_until is not None:
        parts.insert(0, words.text("devices.locked", until=shown_at(turn, access.locked_until)))
        rows.insert(0, (Key(words.label("devices.unlock_key"), Unlock(), SUCCESS),))
    if access.void:
        parts.insert(0, words.text("devices.void"))
    if len(access.signed_in) > 1:
        rows.append((Key(words.label("devices.end_all_key"), EndDevices(), DANGER),))
    rows.append((Key(words.label("devices.log_key"), ShowLogins()),))
    text = cards.with_title(words.text("devices.title"), *parts)
    return Screen(text, (*rows, way_out(words, ShowProfile())))


def _line(turn: Turn, event: LoginEvent) -> str:
    words = turn.words
    what = words.text(f"devices.event_{event.event.value}")
    where = " · ".join(filter(None, (event.device, event.address)))
    when = shown_at(turn, event.at)
    if where:
        return words.text("devices.log_line_from", when=when, what=what, where=where)
    return words.text("devices.log_line", when=when, what=what)


SCRIPT = Script(
    commands={"devices": Command(devices, Permission.TALK)},
    presses={
        ShowDevices: Step(show, Permission.TALK),
        EndDevice: Step(end, Permission.TALK),
        EndDevices: Step(end_all, Permission.TALK),
        NotMe: Step(not_me, Permission.TALK),
        Unlock: Step(unlock, Permission.TALK),
        ShowLogins: Step(logins, Permission.TALK),
    },
)
