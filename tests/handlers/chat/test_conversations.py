"""The conversations, put together."""

import re
from dataclasses import fields
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages

import pytest

import handlers.chat
from domain.refusals import NotFound, Refusal
from domain.roles import ALLOWED, Role
from handlers.chat.conversations import SCRIPT
from handlers.chat.frame.commands import offered_to
from handlers.chat.frame.refusals import sentence
from handlers.chat.frame.script import Script, merge_scripts


def test_the_readme_says_who_may_use_which_command() -> None:
    readme = (Path(__file__).parents[3] / "README.md").read_text()
    rows = re.findall(r"^\| `/(\w+)` \| [^|]+ \|(.*)\|$", readme, re.MULTILINE)
    assert {name: [cell.strip() == "✓" for cell in cells.split("|")] for name, cells in rows} == {
        name: [role in ALLOWED[command.permission] for role in Role]
        for name, command in SCRIPT.commands.items()
        if name != "start"
    }


def test_every_refusal_has_an_answer() -> None:
    assert set(SCRIPT.refusals) == set(Refusal.kinds.values())


def test_two_conversations_cannot_answer_the_same() -> None:
    one = Script(refusals={NotFound: sentence("menu.blocked")})
    with pytest.raises(ValueError, match="claimed twice"):
        merge_scripts(one, one)


OWN = (
    *("book", "appointments", "waitlist", "profile", "devices", "become_coach", "rules"),
    *("language", "help"),
)
OWN_OF_COACHES = tuple(name for name in OWN if name != "become_coach")
WORK = ("today", "week", "summary", "requests", "busy", "leave", "ill", "hours")
LOOKED_THROUGH = ("bookings", "checkin")
BUSINESS = (
    *("coaches", "addcoach", "applications", "services", "rooms", "hours", "settings"),
    *("closures", "bookings", "checkin", "people", "block", "unblock", "flags", "merge", "role"),
    *("reported", "report", "broadcast", "audit", "export", "import", "admin", "status"),
)
DAILY = (
    *("coaches", "services", "rooms", "hours", "bookings", "checkin", "people", "block"),
    *("unblock", "flags", "reported", "report", "admin"),
)


@pytest.mark.parametrize(
    ("roles", "names"),
    [
        ({Role.CUSTOMER}, OWN),
        ({Role.CUSTOMER, Role.COACH}, (*WORK, *LOOKED_THROUGH, *OWN_OF_COACHES)),
        ({Role.CUSTOMER, Role.MANAGER}, (*DAILY, *OWN)),
        ({Role.CUSTOMER, Role.ADMIN}, (*BUSINESS, *OWN)),
        (
            {Role.CUSTOMER, Role.COACH, Role.ADMIN},
            (*dict.fromkeys((*WORK, *LOOKED_THROUGH, *BUSINESS)), *OWN_OF_COACHES),
        ),
    ],
)
def test_commands_are_offered_by_role_those_of_work_first(
    roles: set[Role], names: tuple[str, ...]
) -> None:
    assert offered_to(SCRIPT.commands, frozenset(roles)) == names


def test_the_script_of_every_module_is_among_them() -> None:
    for module in walk_packages(handlers.chat.__path__, "handlers.chat."):
        script = getattr(import_module(module.name), "SCRIPT", Script())
        for part in fields(Script):
            assert part.name == "menu" or (
                getattr(script, part.name).items() <= getattr(SCRIPT, part.name).items()
            ), f"all_scripts lacks {part.name} of {module.name}"
        assert set(script.menu) <= set(SCRIPT.menu), f"all_scripts lacks the menu of {module.name}"
