"""The commands Telegram offers in a chat."""

import asyncio

import pytest

from tests.journeys.chat import Chat
from tests.journeys.script import play
from tests.journeys.stage import Stage
from tests.journeys.the_week import ALEX, LENA, MIA

pytestmark = pytest.mark.usefixtures("coachbook")


async def test_the_command_menu_follows_role_and_language(
    stage: Stage, alex: Chat, mia: Chat
) -> None:
    everyone = ["book", "appointments", "waitlist", "profile", "devices", "become_coach", "rules"]
    everyone += ["language", "help"]
    await until_offered(stage, MIA, everyone)
    await until_offered(stage, LENA, everyone, book="Termin buchen")
    await play("Alex says /start\nAlex sees Hello Alex", alex)
    running = ["coaches", "addcoach", "applications", "services", "rooms", "hours", "settings"]
    running += ["closures", "bookings", "checkin", "people", "block", "unblock", "flags", "merge"]
    running += ["role", "reported", "report", "broadcast", "audit", "export", "import", "admin"]
    running += ["status"]
    await until_offered(stage, ALEX, [*running, *everyone])
    cleo = await stage.newcomer("Cleo")
    await play("Cleo says /start\nCleo sees Hello Cleo", cleo)
    await play(
        f"""
        Alex says /addcoach {cleo.person}
        Alex sees What name should customers see [Cleo]
        Alex taps Cleo
        Alex sees What does Cleo do?
        """,
        alex,
    )
    everyone.remove("become_coach")
    work = ["today", "week", "summary", "requests", "busy", "leave", "ill", "hours"]
    work += ["bookings", "checkin"]
    await until_offered(stage, cleo.person, [*work, *everyone])
    await play(
        """
        Cleo says /language
        Cleo sees Which language [Deutsch]
        Cleo taps Deutsch
        Cleo is told Wir sprechen jetzt Deutsch
        """,
        cleo,
    )
    await until_offered(stage, cleo.person, [*work, *everyone], today="Mein Tag")


async def test_who_works_here_finds_hours_and_business_in_the_menu(anna: Chat, alex: Chat) -> None:
    await play(
        """
        Anna says /start
        Anna sees Hello Anna [My leave] [Working hours]
        Anna taps Working hours
        Anna sees Your working hours
        Alex says /start
        Alex sees Hello Alex [Coaches] [Services] [Working hours] [Settings]
        Alex taps Settings
        Alex sees [Rename]
        """,
        anna,
        alex,
    )


async def descriptions(stage: Stage, person: int) -> dict[str, str]:
    state = await stage.get("/playground/state")
    commands = state["chats"][str(person)]["commands"]
    return {command["command"]: command["description"] for command in commands}


async def until_offered(stage: Stage, person: int, names: list[str], **texts: str) -> None:
    """Wait: the menu is published after the answer that causes it. texts: some of its
    descriptions."""
    for _ in range(600):
        menu = await descriptions(stage, person)
        if list(menu) == names and texts.items() <= menu.items():
            return
        await asyncio.sleep(0.05)
    raise AssertionError(f"offered: {await descriptions(stage, person)}")
