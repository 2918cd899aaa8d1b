"""Linking the chat with an account of the app, as the chat shows it, in two languages."""

import re
from datetime import UTC, datetime

import pytest

from bot.playground import TOKEN, Playground
from domain.accounts.identity import Identity
from domain.accounts.linking import payload
from domain.roles import Door
from handlers.actions.people import linking
from storage.people import identities, people
from storage.transactions import Database, Writer
from tests.coachbook import Coachbook
from tests.domain.accounts.test_telegram_login import mini_app_data
from tests.journeys.chat import Chat
from tests.journeys.script import play
from tests.journeys.stage import Stage
from tests.journeys.the_week import MIA

pytestmark = pytest.mark.usefixtures("coachbook")


async def new_link_code(database: Database, world: Playground, name: str, mail: str) -> str:
    """The code of somebody who has an account of that address."""
    now = datetime.fromtimestamp(world.clock.now(), UTC)

    async def work(writer: Writer) -> int:
        person = await people.add(writer, name, mail, now)
        await identities.show(writer, person.id, Identity.email(mail), now)
        return person.id

    person_id = await database.write(work)
    async with database.read() as reader:
        person = await people.by_id(reader, person_id)
    assert person is not None
    return await linking.make_code(database, actor=person.at(Door.HTTP), now=now)


async def test_an_account_is_linked_by_its_code(
    mia: Chat, database: Database, world: Playground
) -> None:
    await mia.start(payload(await new_link_code(database, world, "Zoe", "zoe@example.org")))
    await play(
        """
        Mia sees • zoe@example.org [✓ Yes, link it] [No, not mine]
        Mia taps No, not mine
        Mia sees nothing was linked
        Mia says /link
        Mia sees Type the code that the app shows you [Show a code]
        Mia says nonsense
        Mia sees There is no such code [Try once more]
        Mia taps Try once more
        Mia sees Type the code [Show a code]
        Mia taps Show a code
        Mia sees Do not give it to anybody [Another code]
        """,
        mia,
    )
    code = await new_link_code(database, world, "Mia", "mia@example.org")
    await mia.send(f"/link {code}")
    await play(
        """
        Mia sees • mia@example.org [✓ Yes, link it]
        Mia taps Yes, link it
        Mia sees You are the same here and in the app from now on.
        """,
        mia,
    )
    await mia.send(f"/link {code}")
    await mia.expect("Linked.")


async def test_the_same_in_german(stage: Stage, database: Database, world: Playground) -> None:
    lena = await stage.newcomer("Lena", language="de")
    await lena.start(payload(await new_link_code(database, world, "Lena F.", "lena@example.org")))
    await play(
        """
        Lena sees Ist das dein Konto? [✓ Ja, verbinden] [Nein, nicht meins]
        Lena taps Ja, verbinden
        Lena sees Ab jetzt bist du hier und in der App dieselbe Person.
        Lena says /link
        Lena sees Schreib den Code, den dir die App zeigt. [Code zeigen]
        """,
        lena,
    )


async def test_an_app_signs_in_by_a_code_of_the_chat_and_by_a_mini_app(
    mia: Chat, stage: Stage, coachbook: Coachbook, world: Playground
) -> None:
    await play(
        """
        Mia says /link
        Mia sees Type the code that the app shows you [Show a code]
        Mia taps Show a code
        Mia sees Do not give it to anybody
        """,
        mia,
    )
    [code] = re.findall(r"\b[2-9A-Z]{4}-[2-9A-Z]{4}\b", str(mia.last()["text"]))
    api = f"{coachbook.url}/api/v1/auth"

    async def signs_in(way: str, body: dict[str, str]) -> tuple[int, str]:
        async with stage.session.post(f"{api}/telegram/{way}", json=body) as answer:
            signed = await answer.json()
        if answer.status != 200:
            return answer.status, signed["error"]["code"]
        headers = {"Authorization": f"Bearer {signed['data']['access_token']}"}
        async with stage.session.get(f"{api}/me", headers=headers) as answer:
            return answer.status, (await answer.json())["data"]["name"]

    assert await signs_in("code", {"code": code}) == (200, "Mia Keller")
    await mia.expect("By a code from this chat")
    assert await signs_in("code", {"code": code}) == (409, "LINK_CODE_USED")
    now = datetime.fromtimestamp(world.clock.now(), UTC)
    mine = mini_app_data(TOKEN, at=now, user=f'{{"id": {MIA}, "first_name": "Mia"}}')
    assert await signs_in("mini-app", {"init_data": mine}) == (200, "Mia Keller")
    assert await signs_in("mini-app", {"init_data": mine}) == (401, "TELEGRAM_NOT_SHOWN")
    # Nobody has set up the way by Telegram's own pages.
    there = {"redirect_uri": "https://app.example"}
    assert await signs_in("start", there) == (409, "TELEGRAM_LOGIN_OFF")
