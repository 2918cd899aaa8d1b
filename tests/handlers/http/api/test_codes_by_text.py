"""Account codes by text message: the journey, and what keeps strangers from spending money."""

import asyncio
from collections.abc import AsyncIterator
from functools import partial

import pytest
from aiohttp import ClientSession

from domain.accounts.code_texts import PER_NUMBER
from domain.accounts.identity import Identity
from storage.people import identities
from storage.services import business
from storage.transactions import Database
from tests.handlers.http.api.account_desk import CODE, PASSWORD, PHONE, Desk, open_desk, texting
from tests.handlers.http.api.programs import Answer
from tests.house import NOW, House

NUMBER = "+4915123456789"


@pytest.fixture
async def desk(database: Database, house: House) -> AsyncIterator[Desk]:
    """Its business is in Germany."""
    async with open_desk(database, texts=True) as desk:
        await settings(desk, zone="Europe/Berlin")
        yield desk


async def sent_texts(desk: Desk) -> list[str]:
    """What has gone by text, once everything waiting was looked at."""
    assert desk.texts is not None
    await desk.texts.look()
    return [text["Body"] for text in desk.played.texts]


async def registers(desk: Desk, number: str = NUMBER, place: str = "") -> Answer:
    body = {"phone": number, "password": PASSWORD, "name": "Mia"}
    headers = {"X-Forwarded-For": place} if place else {}
    return await desk.stranger.post("/auth/register", body, headers=headers)


async def settings(desk: Desk, **columns: object) -> None:
    await desk.api.database.write(lambda w: business.set_columns(w, columns))


async def test_somebody_signs_up_in_and_back_in_by_telephone(desk: Desk) -> None:
    registration = await registers(desk, "+49 151 23456789")
    [text] = await sent_texts(desk)
    assert desk.played.texts[0]["To"] == NUMBER
    assert len(text) <= 160
    [code] = CODE.findall(text)
    shown = {"request": registration.data["request"], "code": code, **PHONE}
    sign_in = await desk.stranger.post("/auth/verify-email", shown)
    mia = desk.signed_in(sign_in)
    assert (await mia.get("/auth/me")).data["phone"] == NUMBER
    async with desk.api.database.read() as reader:
        rows = await reader.fetch(
            "SELECT 'sms' = ANY (channels) FROM people WHERE channels <> '{}'"
        )
    assert [list(row) for row in rows] == [[True]]

    wrong = {"phone": NUMBER, "password": "no no no no"}
    codes = [(await desk.stranger.post("/auth/login", wrong)).code for _ in range(6)]
    assert codes[-1] == "LOCKED_OUT"
    desk.later(minutes=2)
    forgot = await desk.stranger.post("/auth/forgot-password", {"phone": NUMBER})
    [code] = CODE.findall((await sent_texts(desk))[-1])
    unlocked = {"request": forgot.data["request"], "code": code}
    assert (await desk.stranger.post("/auth/unlock", unlocked)).status == 200
    right = {"phone": NUMBER, "password": PASSWORD}
    assert (await desk.stranger.post("/auth/login", right)).status == 200

    # An owner who asks again is told so there, without a code; the caller learns nothing.
    desk.later(minutes=2)
    again = await registers(desk)
    assert (again.status, again.data.keys()) == (registration.status, registration.data.keys())
    assert CODE.findall((await sent_texts(desk))[-1]) == []

    other = "+4915987654321"
    moved = await mia.post("/auth/change-contact", {"phone": other, "current_password": PASSWORD})
    [code] = CODE.findall((await sent_texts(desk))[-1])
    shown = {"request": moved.data["request"], "code": code}
    assert (await mia.post("/auth/confirm-contact", shown)).status == 200
    assert "no longer signs in" in (await sent_texts(desk))[-1]
    assert [text["To"] for text in desk.played.texts[-2:]] == [other, NUMBER]


async def test_no_answer_tells_that_a_text_was_withheld(desk: Desk) -> None:
    """Neither for a country, a landline, a number that has had enough, or a spent daily cap."""
    await settings(desk, sms_codes_per_day=3)
    numbers = {
        "+4915123456789": True,
        "+18765550123": False,  # a country in which nobody is
        "+4930901820": False,  # no mobile
        "+499001234567": False,  # calling it costs extra
        "+4915123456781": True,
        "+4915123456782": True,
        "+4915123456783": False,  # the day is spent
    }
    answers = []
    for number, goes in numbers.items():
        before = len(await sent_texts(desk))
        answers.append(await registers(desk, number))
        assert len(await sent_texts(desk)) - before == goes, number
    answers.append(await desk.stranger.post("/auth/forgot-password", {"phone": "+4915123456784"}))
    shapes = {(one.status, one.body["message"], *sorted(one.data)) for one in answers}
    assert shapes == {(202, "", "expires_at", "request")}
    # Customers have codes of their own.
    mia = await show_phone(desk, "+4915123456785")
    assert mia
    before = len(await sent_texts(desk))
    await desk.stranger.post("/auth/forgot-password", {"phone": "+4915123456785"})
    assert len(await sent_texts(desk)) == before + 1


async def show_phone(desk: Desk, number: str, person_id: int | None = None) -> int:
    """Somebody has proved that this number is theirs; who."""
    async with desk.api.database.read() as reader:
        [[first]] = await reader.fetch("SELECT min(id) FROM people")
    person = int(person_id or first)
    show = partial(identities.show, person_id=person, identity=Identity.phone(number), now=NOW)
    await desk.api.database.write(show)
    return person


async def test_a_number_gets_four_texts_a_day_and_a_provider_that_is_away_two_tries(
    desk: Desk,
) -> None:
    for _ in range(PER_NUMBER + 2):
        await registers(desk)
        await sent_texts(desk)
        desk.later(minutes=20)
    assert len(await sent_texts(desk)) == PER_NUMBER

    for _ in range(5):
        desk.played.answer("sms", 500)
    await registers(desk, "+4915123456781")
    for _ in range(6):
        await sent_texts(desk)
        desk.later(seconds=30)
    assert len(desk.played.answers["sms"]) == 3
    desk.later(days=2)
    desk.played.answers.clear()
    await registers(desk)
    assert len(await sent_texts(desk)) == PER_NUMBER + 1


async def test_replicas_together_stay_below_the_day(desk: Desk, database_url: str) -> None:
    await settings(desk, sms_codes_per_day=5)
    await asyncio.gather(*(registers(desk, f"+49151234567{nr}") for nr in range(10, 22)))
    assert desk.texts is not None
    async with ClientSession() as session:
        others = [texting(desk, session) for _ in range(3)]
        await asyncio.gather(*(one.look() for one in (desk.texts, *others)))
    assert len(desk.played.texts) == 5
    async with desk.api.database.read() as reader:
        [[withheld]] = await reader.fetch(
            "SELECT count(*) FROM account_codes WHERE state = 'withheld'"
        )
    assert withheld == 7


async def test_texts_go_where_customers_are_and_where_an_admin_says(
    desk: Desk, house: House
) -> None:
    swiss = [f"+417912345{nr}" for nr in range(10, 14)]
    await show_phone(desk, swiss[0], house.customer.id)
    await registers(desk, swiss[1])
    assert await sent_texts(desk) == []  # somebody there has never been here
    booked = await house.book()
    sql = "UPDATE appointments SET status = 'completed' WHERE id = $1"
    async with desk.api.database.read() as reader:
        await reader.fetch(sql, booked.id)
    desk.later(minutes=11)
    await registers(desk, swiss[2])
    assert len(await sent_texts(desk)) == 1
    await settings(desk, sms_countries=["AT"])
    await registers(desk, swiss[3])
    await registers(desk)
    assert len(await sent_texts(desk)) == 1
    await registers(desk, "+436641234567")
    assert len(await sent_texts(desk)) == 2


async def test_countries_that_share_a_beginning_are_told_apart_and_none_by_its_areas(
    desk: Desk, house: House
) -> None:
    booked = await house.book()
    async with desk.api.database.read() as reader:
        await reader.fetch("UPDATE appointments SET status = 'completed' WHERE id = $1", booked.id)
    await show_phone(desk, "+12125550123", house.customer.id)
    for number in ("+18765550123", "+16465550123"):
        await registers(desk, number)
        await sent_texts(desk)
    assert [text["To"] for text in desk.played.texts] == ["+16465550123"]


async def test_without_texts_nobody_is_promised_one(desk: Desk) -> None:
    await settings(desk, sms_codes_per_day=0)
    assert (await registers(desk)).code == "NO_WAY_TO_WRITE"
