"""/help: what the person can do here, by role, as the conversations say."""

from domain.roles import ALLOWED, Permission, Role
from handlers.buttons.keyboards import way_out
from handlers.buttons.screen import Screen
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.script import Command, Script
from handlers.chat.frame.turn import Turn
from handlers.chat.parts import house_rules


def helping(with_: Script) -> Script:
    """The conversation that explains all the others."""

    async def help_(turn: Turn) -> Reply:
        words, roles = turn.words, turn.actor.roles
        parts = [
            f"{words.text('help.title')}\n\n{_lines(turn, with_, Role.CUSTOMER)}",
            words.text("help.write"),
        ]
        if reminders := turn.catalogue.business.reminders:
            times = words.together(map(words.length, reminders))
            parts.append(words.text("help.reminded", times=times))
        for role in Role:
            if role in roles and role is not Role.CUSTOMER:
                title = words.text(f"help.as_{role}")
                parts.append(f"{title}\n\n{_lines(turn, with_, role)}")
        parts += house_rules.legal(turn)
        return Reply(Screen("\n\n".join(parts), (way_out(words),)))

    return Script(commands={"help": Command(help_, Permission.TALK, helped=False)})


def _lines(turn: Turn, script: Script, role: Role) -> str:
    business = turn.catalogue.business.name
    return "\n".join(
        turn.words.text(f"help.{name}", business=business)
        for name, command in script.commands.items()
        if command.helped and _belongs(command, role) and not command.not_to & turn.actor.roles
    )


def _belongs(command: Command, role: Role) -> bool:
    """Whether a command is listed under this role: one for everybody is listed once."""
    allowed = ALLOWED[command.permission]
    return role in allowed and (role is Role.CUSTOMER) is (Role.CUSTOMER in allowed)
