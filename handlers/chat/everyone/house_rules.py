"""/rules: for customers, what they should know; for admins, where each rule is set."""

from domain.roles import Permission
from handlers.buttons.keyboards import way_out
from handlers.buttons.screen import Screen
from handlers.buttons.settings_links import ShowRules
from handlers.chat.admin.settings import house_rules as of_admin
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.script import Command, Script, Step
from handlers.chat.frame.turn import Turn
from handlers.chat.parts import house_rules


async def show(turn: Turn, press: ShowRules | None = None) -> Reply:
    """The rules for whoever asks."""
    if turn.actor.may(Permission.BUSINESS):
        return Reply(of_admin.screen(turn, press.page if press else 0))
    return Reply(for_customers(turn))


def for_customers(turn: Turn) -> Screen:
    """What customers read."""
    return Screen(house_rules.screen_text(turn), (way_out(turn.words),))


async def _rules(turn: Turn) -> Reply:
    return await show(turn)


SCRIPT = Script(
    commands={"rules": Command(_rules, Permission.TALK)},
    presses={ShowRules: Step(show, Permission.TALK)},
)
