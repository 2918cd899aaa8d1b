"""Admins see their webhooks in the chat, pause and resume them and test them, in two languages."""

from functools import partial

import pytest

from domain.programs.webhooks import NoAnswer, WebhookState
from domain.roles import Role
from handlers.actions.programs import webhooks
from handlers.buttons.webhook_links import ShowWebhook
from handlers.chat.admin.operations.webhooks import PauseWebhook
from handlers.queries.programs import webhooks as queries
from storage.programs import webhooks as stored
from storage.programs.webhook_deliveries import DeliveryAttempt, note
from storage.transactions import Database
from tests.handlers.doorstep import ALEX, ANNA, NOW, Visitor
from tests.house import House, acting, open_house

URL = "https://hooks.example.org/a-secret-path"


@pytest.fixture
async def house(database: Database) -> House:
    return await open_house(database)


async def test_they_are_reached_from_the_overview_and_each_can_be_paused_resumed_and_tried(
    house: House, database: Database
) -> None:
    alex = Visitor(database, ALEX, "Alex")
    await alex.type("/admin")
    assert "set up through the API" in await alex.press(alex.key("Webhooks"))

    admin = acting(house.coach_person, Role.ADMIN)
    add = partial(webhooks.add, database, actor=admin, now=NOW)
    one = (await add(URL, kinds=["appointment.created"], description="<Books>", key="1")).endpoint

    await alex.type("/admin")
    await alex.press(alex.key("Webhooks"))
    shown = await alex.press(alex.key("hooks.example.org"))
    assert shown.startswith("<b>hooks.example.org</b>\n&lt;Books&gt;\n\nOn: events are sent")
    assert "Told of: appointment.created" in shown
    assert "Nothing has been sent yet." in shown
    assert "a-secret-path" not in shown
    assert "Paused. Events are kept" in await alex.press(alex.key("Pause"))
    assert "1 message waits to be sent." in await alex.press(alex.key("Send a test"))
    await alex.type("/language")
    await alex.press(alex.key("Deutsch"))
    german = await alex.press(ShowWebhook(one.id))
    assert "Angehalten. Was geschieht, wird 30 Tage lang für ihn aufgehoben." in german
    assert "1 Nachricht wartet" in german
    assert "An: Was geschieht, wird dorthin gesendet." in await alex.press(alex.key("Fortsetzen"))
    assert "<b>Webhooks</b>" in await alex.press(alex.key("‹ Zurück"))

    async with database.read() as reader:
        [[delivery]] = await reader.fetch("SELECT id FROM webhook_deliveries")
    for error, text in (
        (NoAnswer.REFUSED, "nicht beantwortet (dort nimmt nichts entgegen)"),
        ("ServerDisconnectedError", "nicht beantwortet (die Verbindung ist abgebrochen)"),
    ):
        tried = DeliveryAttempt(NOW, None, 5, "", error)
        await database.write(partial(note, delivery_id=delivery, attempt=tried))
        assert text in await alex.press(ShowWebhook(one.id)), error
    for forged in (ShowWebhook(2**40), PauseWebhook(-1)):
        assert "gibt es nicht mehr" in await alex.press(forged)
    anna = Visitor(database, ANNA, "Anna")
    await anna.press(PauseWebhook(one.id))
    assert (await queries.find(database, one.id, actor=admin)).state == "active"


async def test_one_that_was_stopped_goes_on_with_what_it_missed_or_from_now_on(
    house: House, database: Database
) -> None:
    alex = Visitor(database, ALEX, "Alex")
    await alex.type("/start")
    admin = acting(house.coach_person, Role.ADMIN)
    one = (await webhooks.add(database, URL, actor=admin, key="1", now=NOW)).endpoint
    await database.write(lambda writer: stored.stop(writer, one.id, WebhookState.GONE))

    shown = await alex.press(ShowWebhook(one.id))
    assert "It has missed everything" in shown
    assert "On: events are sent" in await alex.press(alex.key("Resume and catch up"))
    assert (await queries.find(database, one.id, actor=admin)).catching_up
    assert "It is catching up on what it has missed" in await alex.press(ShowWebhook(one.id))
    await database.write(lambda writer: stored.stop(writer, one.id, WebhookState.FAILING))
    await alex.type("/language")
    await alex.press(alex.key("Deutsch"))
    assert "lässt es sich nachholen" in await alex.press(ShowWebhook(one.id))
    alex.key("Fortsetzen und nachholen")
    assert "nachholen" not in await alex.press(alex.key("Ab jetzt fortsetzen"))
    assert (await queries.find(database, one.id, actor=admin)).missed_at is None
