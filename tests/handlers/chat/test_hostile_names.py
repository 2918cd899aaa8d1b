"""Every screen of a business in which everything has the same hostile name.

Somebody presses whatever button they are shown, in all three roles; what they read is checked.
"""

from collections import Counter, deque
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from domain.appointments.appointment import Appointment, Status
from domain.services.catalogue import Business
from handlers.actions.appointments.appointment_messages import facts_of
from handlers.buttons.coach_links import AddService
from handlers.buttons.press import Press, unpack
from handlers.buttons.screen import Screen
from handlers.chat.admin.coaches.coach_profile import EditCoachPlace
from handlers.chat.admin.coaches.coach_screens import RenameCoach
from handlers.notices import rendering
from handlers.wording.words import words_for
from storage.appointments import booking
from storage.appointments.appointment_rows import NewAppointment
from storage.people import people
from storage.people.people import TelegramProfile
from storage.services import catalogue
from storage.transactions import Database, Writer
from tests.handlers.doorstep import ALEX, ANNA, MIA, NOW, Visitor, said_in
from tests.handlers.notices.letters import FACTS, SESSION, only_of
from tests.handlers.notices.rendered import render
from tests.hostile_names import EVERY, check_label, check_shown
from tests.northside import open_northside

STATES = (
    *(Status.PENDING, Status.CONFIRMED, Status.PENDING, Status.CONFIRMED, Status.DECLINED),
    *(Status.CANCELLED, Status.EXPIRED, Status.COMPLETED, Status.NO_SHOW),
)
COMMANDS = {
    MIA: ("/start", "/book", "/appointments", "/profile", "/help", "/cancel"),
    ANNA: ("/start", "/today", "/requests", "/leave", "/hours", "/profile"),
    ALEX: ("/start", "/coaches", "/services", "/settings", "/hours", f"/addcoach {MIA}"),
}
EACH = 2  # of one kind of button, in each of eight worlds
NO_DAY = " "  # a cell of a calendar
WORLDS = {
    kind: EVERY[kind]
    for kind in (
        *("a Hangul filler", "blank Braille", "an override", "both ways, closing ours", "markup"),
        *("a pile of marks", "many wide letters", "breaks inside"),
    )
}


class Reader(Visitor):
    """Checks whatever they are shown, and remembers which buttons they were offered."""

    offered: deque[Press]

    async def _call(self, method: str, payload: Mapping[str, Any]) -> Any:
        if "text" in payload:
            (check_shown if method != "answerCallbackQuery" else check_label)(payload["text"])
            assert len(payload["text"]) <= 4096
        for row in payload.get("reply_markup", {}).get("inline_keyboard", ()):
            for key in row:
                if key["text"] != NO_DAY:
                    check_label(key["text"])
                if "url" in key:
                    continue
                pressed = unpack(key["callback_data"])
                assert pressed is not None
                self.offered.append(pressed)
        return await super()._call(method, payload)

    async def _upload(self, method: str, fields: Mapping[str, Any], *_: Any) -> Any:
        (check_label if method == "sendDocument" else check_shown)(said_in(fields))
        return True

    async def look_around(self, commands: tuple[str, ...]) -> Counter[type[Press]]:
        """Press what there is, `EACH` of a kind; returns how many of each were pressed."""
        self.offered = deque()
        pressed = Counter[type[Press]]()
        for command in commands:
            await self.type(command)
            while self.offered:
                press = self.offered.popleft()
                if pressed[type(press)] < EACH:
                    pressed[type(press)] += 1
                    await self.press(press)
        return pressed


async def name_everything(database: Database, name: str) -> None:
    """A business with a session in every state, in which everything has this name."""

    async def work(writer: Writer) -> None:
        before = await catalogue.load(writer)
        await catalogue.update_business(writer, Business(name, before.business.zone, name))
        for service in before.services.values():
            await catalogue.update_service(writer, service.id, title=name)
        for coach in before.coaches.values():
            await catalogue.update_coach(writer, coach.id, name=name, place=name)
        anna = next(c for c in before.coaches.values() if c.name.startswith("Anna"))
        leave = NOW.replace(tzinfo=None, hour=0) + timedelta(days=20)
        await catalogue.add_leave(writer, anna.id, leave, leave + timedelta(days=1), name)
        mia = await people.register(writer, TelegramProfile(MIA, name, name))
        service = replace(next(iter(before.services.values())), title=name)
        for n, status in enumerate(STATES):
            starts_at = NOW + timedelta(days=1, hours=2 * n)
            appointment = await booking.insert(
                writer,
                NewAppointment(
                    coach_id=anna.id,
                    customer_id=mia.id,
                    service=service,
                    status=Status.PENDING,
                    starts_at=starts_at,
                    zone=anna.zone,
                    wall_start=starts_at.astimezone(anna.tz).replace(tzinfo=None),
                    price=service.price,
                    code=f"HST{n:03}",
                    note=name,
                    created_at=NOW,
                ),
            )
            assert appointment is not None
            if status is not Status.PENDING:
                await booking.change(writer, appointment, status=status, reason=name, now=NOW)

    await open_northside(database, NOW)
    await database.write(work)


@pytest.mark.parametrize("kind", WORLDS)
async def test_no_screen_is_disturbed_by_what_anything_is_called(
    database: Database, kind: str
) -> None:
    name = WORLDS[kind]
    await name_everything(database, name)
    pressed = Counter[type[Press]]()
    for person, commands in COMMANDS.items():
        reader = Reader(database, person, name)
        pressed += await reader.look_around(commands)
    assert len(pressed) > 60


def hostile(name: str) -> Appointment:
    return replace(
        SESSION,
        coach_name=name,
        customer_name=name,
        service_title=name,
        place=name,
        note=name,
        reason=name,
        proposed=(SESSION.starts_at + timedelta(days=1), SESSION.starts_at + timedelta(days=2)),
    )


def notice_screens(name: str) -> Iterator[Screen]:
    """Every notice, in every language."""
    for kind in rendering.NOTICES:
        for language in ("en", "de"):
            waiting = {"count": 1, "first": [[7, name, NOW.isoformat()]]}
            facts = (
                FACTS
                | facts_of(hostile(name))
                | {"name": name, "requests": waiting, "others": [name]}
                | only_of(kind, name)
            )
            yield render(kind, facts, words_for(language), None)


@pytest.mark.parametrize("name", EVERY.values(), ids=EVERY)
def test_no_notice_is_disturbed_by_what_anything_is_called(name: str) -> None:
    for screen in notice_screens(name):
        check_shown(screen.text)
        assert len(screen.text) <= 4096
        for row in screen.rows:
            for key in row:
                check_label(key.label)


def test_what_has_nothing_to_see_has_a_stand_in_in_the_readers_language() -> None:
    facts = FACTS | facts_of(hostile("\u3164"))
    english = render("request", facts, words_for("en"), None).text
    german = render("approved", facts, words_for("de"), None).text
    assert english.startswith("<b>Guest would like a session</b>\n\nCustomer: <b>Guest</b>\n")
    assert "<b>Session</b>, 1 hour" in english
    assert "Note: <i>(blank)</i>" in english
    assert "<b>Termin</b>, 1 Stunde" in german
    assert "Wo: nicht genannt" in german
    assert "Notiz: <i>(leer)</i>" in german


@pytest.mark.parametrize(
    ("press", "bound"),
    [
        (AddService(), "A title has 1 to 60 characters"),
        (RenameCoach(1), "A name has 1 to 60 characters"),
        (EditCoachPlace(1), "A place has 1 to 200 characters"),
    ],
)
async def test_a_name_of_blanks_is_refused_with_the_reason_and_asked_for_again(
    database: Database, press: Press, bound: str
) -> None:
    await open_northside(database, NOW)
    alex = Visitor(database, ALEX, "Alex")
    await alex.type("/start")
    for typed in ("\u3164\u2800", "\u202e\u200f", "\u0301"):
        await alex.press(press)
        reply = await alex.type(typed)
        assert reply.startswith("None of that can be seen: ")
        assert bound in reply
    assert "Studio" in await alex.type("\u202eStu\u200bdio\u3164")


async def test_a_coach_whose_name_in_telegram_is_blank_is_given_one(database: Database) -> None:
    await open_northside(database, NOW)
    await Visitor(database, MIA, "\u3164").type("/start")
    alex = Visitor(database, ALEX, "Alex")
    reply = await alex.type(f"/addcoach {MIA}")
    assert reply.startswith("The person with Telegram id")
    assert await alex.type("Mia")
    assert "Mia" in await alex.type("/coaches") + "".join(alex.labels())
