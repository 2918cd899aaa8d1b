"""What somebody may not do, they cannot do with a forged button either."""

import pytest

from storage.services import catalogue
from storage.transactions import Database
from tests.journeys.chat import Chat
from tests.journeys.script import play

pytestmark = pytest.mark.usefixtures("coachbook")


async def forge(chat: Chat, command: str, data: str, text: str) -> None:
    """Press what no button offers, on a fresh screen, and expect a refusal."""
    await chat.send(command)
    screen = await chat.expect("")
    await chat.tap_data(data, screen["message_id"])
    await chat.expect(text)


async def test_nobody_else_gets_in_by_command_or_by_a_forged_button(
    mia: Chat, anna: Chat, alex: Chat
) -> None:
    for command in ("/coaches", "/services"):
        await play(f"Mia says {command}\nMia sees Only managers and admins can do that here", mia)
        await play(f"Anna says {command}\nAnna sees Only managers and admins can do that", anna)
    for command in ("/addcoach 7001", "/settings"):
        await play(f"Mia says {command}\nMia sees Only admins can do that here", mia)
        await play(f"Anna says {command}\nAnna sees Only admins can do that here", anna)
    for command in ("/leave", "/hours"):
        await play(f"Mia says {command}\nMia sees Only coaches can do that here", mia)
    await mia.send("/start")
    await mia.expect("Hello Mia")
    screen = mia.last()["message_id"]
    for forged in ("1:kc:1", "1:kv:1:0", "1:sh:1:1"):
        await mia.tap_data(forged, screen)
        assert "Only managers and admins" in await mia.toast()
    await mia.tap_data("1:kn:7001", screen)
    assert "Only admins" in await mia.toast()
    for forged in ("1:hs:1:31:0:0", "1:ld:1"):
        await mia.tap_data(forged, screen)
        assert "Only coaches" in await mia.toast()


async def test_a_coach_cannot_touch_another_coachs_hours_or_leave(
    anna: Chat, database: Database
) -> None:
    async with database.read() as reader:
        snapshot = await catalogue.load(reader)
    ben = next(coach for coach in snapshot.coaches.values() if coach.name == "Ben Okoro")
    for forged in (f"1:hw:{ben.id}", f"1:hs:{ben.id}:31:0:0", f"1:ht:{ben.id}:20310510:0:0"):
        await forge(anna, "/leave", forged, "I cannot find that any more")
    async with database.read() as reader:
        assert (await catalogue.load(reader)).coaches[ben.id].hours == ben.hours


async def test_forged_values_are_refused_in_words(alex: Chat, anna: Chat) -> None:
    for forged, text in (
        ("1:sv:1:len:100000:0", "A session lasts 5 minutes to 12 hours"),
        ("1:sv:1:nope:5:0", "I cannot find that any more"),
        ("1:sx:1:-5:0", "I need a price"),
        ("1:so:1:999:1:0:0", "I cannot find that any more"),
        ("1:kc:999", "I cannot find that any more"),
        ("1:hs:1:99:540:600", "I cannot find that any more"),
        ("1:hs:1:1:600:540", "ends before it begins"),
        ("1:hq:1:10101", "I cannot read that as leave or a date"),
        ("1:hp:1:99991231", "Which date has other hours?"),
        ("1:sg:-7", "Services"),
    ):
        await forge(alex, "/coaches", forged, text)
    for forged, text in (
        ("1:la:10101:0:10101:1440", "I cannot read that as leave or a date"),
        ("1:la:20310508:-5:20310508:1440", "I cannot read that as leave or a date"),
        ("1:la:99991231:0:99991231:1440", "I cannot read that as leave or a date"),
        ("1:ll:10101:10101", "I cannot read that as leave or a date"),
        ("1:lf:99991231", "Which is your first day off?"),
        ("1:lq:999", "Your leave"),
    ):
        await forge(anna, "/hours", forged, text)
