"""What people do, and how the bot hears of it."""

from typing import Any

import pytest

from tests.bot.playground.conftest import Api, Json
from tests.journeys.stage import Stage

MIA = {
    "id": 7001,
    "is_bot": False,
    "first_name": "Mia",
    "last_name": "Keller",
    "username": "mia_keller",
    "language_code": "en",
}


async def test_a_message_is_an_update(api: Api, stage: Stage) -> None:
    await stage.post("/playground/people/7001/send", {"text": "/book @anna_berg"})
    (update,) = await api("getUpdates")
    message = update["message"]
    assert message["from"] == MIA
    assert message["chat"]["type"] == "private"
    assert message["text"] == "/book @anna_berg"
    assert [entity["type"] for entity in message["entities"]] == ["bot_command", "mention"]


async def test_a_deep_link_is_a_start_with_its_payload(api: Api, stage: Stage) -> None:
    await stage.post("/playground/people/7001/start", {"payload": "c_12"})
    (update,) = await api("getUpdates")
    assert update["message"]["text"] == "/start c_12"


async def test_a_pressed_button_is_a_callback_query(api: Api, stage: Stage, mia: int) -> None:
    markup = {"inline_keyboard": [[{"text": "A", "callback_data": "a"}],
                                  [{"text": "B", "callback_data": "b"}]]}  # fmt: skip
    sent = await api("sendMessage", chat_id=mia, text="x", reply_markup=markup)
    place = {"message_id": sent["message_id"], "row": 1, "column": 0}
    pressed = await stage.post(f"/playground/people/{mia}/tap", place)
    query = (await api("getUpdates"))[-1]["callback_query"]
    assert query["id"] == pressed["query_id"]
    assert query["data"] == "b"
    assert query["from"] == MIA
    assert query["message"] == sent
    assert query["chat_instance"]


async def test_a_press_can_be_forged(api: Api, stage: Stage, mia: int) -> None:
    sent = await api("sendMessage", chat_id=mia, text="x")
    chat = await stage.chat(mia)
    await chat.tap_data("1:approve:99", sent["message_id"])
    assert (await api("getUpdates"))[-1]["callback_query"]["data"] == "1:approve:99"


async def test_a_contact_of_the_cast_carries_its_id(api: Api, stage: Stage) -> None:
    await stage.post("/playground/people/7003/contact", {"person_id": 7004})
    (update,) = await api("getUpdates")
    contact = update["message"]["contact"]
    assert (contact["user_id"], contact["first_name"]) == (7004, "Ben")


async def test_a_contact_may_be_typed(api: Api, stage: Stage) -> None:
    card = {"phone_number": "+4930123", "first_name": "Zoe"}
    await stage.post("/playground/people/7003/contact", card)
    assert (await api("getUpdates"))[0]["message"]["contact"] == card


async def test_a_forward_names_its_author(api: Api, stage: Stage) -> None:
    await stage.post("/playground/people/7003/forward", {"from_person_id": 7004})
    message = (await api("getUpdates"))[0]["message"]
    assert message["forward_origin"]["type"] == "user"
    assert message["forward_origin"]["sender_user"]["username"] == "ben_okoro"
    assert message["from"]["id"] == 7003


async def test_a_reply_carries_what_it_answers(api: Api, stage: Stage, mia: int) -> None:
    sent = await api("sendMessage", chat_id=mia, text="Reason?")
    body = {"text": "Busy", "reply_to": sent["message_id"]}
    await stage.post(f"/playground/people/{mia}/send", body)
    assert (await api("getUpdates"))[-1]["message"]["reply_to_message"] == sent


async def test_blocking_and_coming_back_are_changes_of_membership(
    api: Api, stage: Stage, mia: int
) -> None:
    for blocked in (True, False):
        await stage.post(f"/playground/people/{mia}/block", {"blocked": blocked})
    changes = [update["my_chat_member"] for update in (await api("getUpdates"))[1:]]
    statuses = [
        (change["old_chat_member"]["status"], change["new_chat_member"]["status"])
        for change in changes
    ]
    assert statuses == [("member", "kicked"), ("kicked", "member")]
    assert changes[0]["from"] == MIA


async def test_start_comes_back_from_a_block(api: Api, stage: Stage, mia: int) -> None:
    await stage.post(f"/playground/people/{mia}/block", {"blocked": True})
    await stage.post(f"/playground/people/{mia}/start", {})
    assert (await api("sendMessage", chat_id=mia, text="welcome back"))["text"] == "welcome back"


async def test_somebody_new_can_come(api: Api, stage: Stage) -> None:
    profile = {"first_name": "Noor", "language": "de", "zone": "Asia/Tokyo"}
    async with stage.session.post(f"{api.url}/playground/people", json=profile) as response:
        assert response.status == 201
        person = await response.json()
    assert person["role"] == "customer"
    await stage.post(f"/playground/people/{person['id']}/send", {"text": "hi"})
    sender = (await api("getUpdates"))[0]["message"]["from"]
    assert (sender["first_name"], sender["language_code"]) == ("Noor", "de")


async def test_a_person_can_change_name_language_and_zone(api: Api, stage: Stage) -> None:
    change = {"first_name": "Maria", "last_name": None, "language": "de", "zone": "Asia/Tokyo"}
    url = f"{api.url}/playground/people/7001"
    async with stage.session.patch(url, json=change) as response:
        person = await response.json()
    assert {name: person[name] for name in change} == change
    await stage.post("/playground/people/7001/send", {"text": "hi"})
    sender = (await api("getUpdates"))[0]["message"]["from"]
    assert (sender["first_name"], sender["language_code"]) == ("Maria", "de")
    assert "last_name" not in sender


REFUSED: list[tuple[str, Json, int, str]] = [
    ("people", {"language": "en"}, 400, "A person needs a first name."),
    ("people", {"first_name": "A", "zone": "Mars"}, 400,
     "There is no time zone Mars: give one like Europe/Berlin."),
    ("people", {"first_name": "A", "role": "king"}, 400,
     "A person's role is one of customer, coach, admin."),
    ("people/99/send", {"text": "x"}, 404, "There is nobody with that id."),
    ("people/7001/send", {"text": " "}, 400, "There is nothing to send: the text is empty."),
    ("people/7001/send", {"text": 5}, 400, '"text" has to be a text.'),
    ("people/7001/send", {"text": "x", "reply_to": 99}, 404,
     "The message to reply to is not there."),
    ("people/7001/juggle", {}, 404,
     "A person can send, start, contact, location, forward, tap, block or upload."),
    ("people/7001/start", {"payload": "a b"}, 400,
     "A start parameter has up to 64 of A-Z, a-z, 0-9, _ and -."),
    ("people/7001/tap", {"message_id": 99, "data": "x"}, 404,
     "That message is not there any more."),
    ("people/7001/location", {"latitude": 91, "longitude": 0}, 400,
     "That place is not on this planet."),
    ("people/7001/block", {"blocked": "yes"}, 400, '"blocked" has to be true or false.'),
]  # fmt: skip


@pytest.mark.parametrize(("path", "body", "status", "sentence"), REFUSED)
async def test_nonsense_is_refused_with_a_sentence(
    api: Api, stage: Stage, path: str, body: dict[str, Any], status: int, sentence: str
) -> None:
    async with stage.session.post(f"{api.url}/playground/{path}", json=body) as response:
        assert response.status == status
        assert await response.json() == {"error": sentence}


async def test_buttons_that_are_the_apps_own_tell_the_bot_nothing(
    api: Api, stage: Stage, mia: int
) -> None:
    markup = {"inline_keyboard": [[{"text": "Site", "url": "https://a.com"}]]}
    sent = await api("sendMessage", chat_id=mia, text="x", reply_markup=markup)
    url = f"{api.url}/playground/people/{mia}/tap"
    for column, status in ((0, 400), (1, 404)):
        place = {"message_id": sent["message_id"], "row": 0, "column": column}
        async with stage.session.post(url, json=place) as response:
            assert response.status == status


async def test_the_state_is_the_whole_picture(api: Api, stage: Stage, mia: int) -> None:
    state = await stage.get("/playground/state")
    assert state["bot"]["username"] == "coachbook_bot"
    assert state["can_jump_to_next"] is False
    assert [person["first_name"] for person in state["people"]] == [
        "Mia", "Anna", "Alex", "Ben", "Lena", "Rosa",
    ]  # fmt: skip
    assert [person["open"] for person in state["people"]] == [True] * 3 + [False] * 3
    assert state["chats"]["7001"]["messages"][0]["text"] == "/start"
    only = await stage.get("/playground/state", {"chat": "7001"})
    assert list(only["chats"]) == ["7001"]
