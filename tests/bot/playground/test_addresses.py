"""Where the Bot API is, and every way in which a call may carry its parameters."""

import json

import aiohttp
import pytest

from bot.playground import Playground
from bot.playground.methods.unbuilt import UNBUILT
from bot.playground.parameters import Parameters
from bot.playground.server import METHODS
from tests.bot.playground.conftest import Api
from tests.journeys.stage import Stage


async def test_the_bot_introduces_itself(api: Api) -> None:
    me = await api("getMe")
    assert (me["id"], me["username"], me["is_bot"]) == (7000, "coachbook_bot", True)


async def test_method_names_are_taken_in_any_case(api: Api) -> None:
    assert (await api("GETME"))["id"] == 7000


@pytest.mark.parametrize(
    ("token", "status", "description"),
    [("7000:somebody-else", 401, "Unauthorized"), ("nonsense", 404, "Not Found")],
)
async def test_a_wrong_token_is_refused(
    api: Api, token: str, status: int, description: str
) -> None:
    stranger = Api(api.url, api.session, token)
    assert await stranger.answer("getMe") == {
        "ok": False,
        "error_code": status,
        "description": description,
    }


async def test_a_misspelt_method_is_not_found(api: Api) -> None:
    answer = await api.answer("sendMesage")
    assert (answer["error_code"], answer["description"]) == (404, "Not Found: method not found")


async def test_a_method_that_is_not_built_says_so_by_name(api: Api) -> None:
    assert await api.refusal("sendpoll") == (
        "Bad Request: method sendPoll is not available in the playground"
    )


def test_no_method_is_both_built_and_missing() -> None:
    assert METHODS.keys() & UNBUILT.keys() == set()


KEYBOARD = {"inline_keyboard": [[{"text": "Go", "callback_data": "go"}]]}


async def test_parameters_may_come_as_query(api: Api, mia: int) -> None:
    query = {"chat_id": str(mia), "text": "Hi", "reply_markup": json.dumps(KEYBOARD)}
    async with api.session.get(f"{api.url}/bot{api.token}/sendMessage", params=query) as response:
        sent = (await response.json())["result"]
    assert (sent["text"], sent["reply_markup"]) == ("Hi", KEYBOARD)


async def test_parameters_may_come_as_form(api: Api, mia: int) -> None:
    form = {"chat_id": str(mia), "text": "Hi & é", "reply_markup": json.dumps(KEYBOARD)}
    async with api.session.post(f"{api.url}/bot{api.token}/sendMessage", data=form) as response:
        sent = (await response.json())["result"]
    assert (sent["text"], sent["reply_markup"]) == ("Hi & é", KEYBOARD)


async def test_parameters_may_come_as_multipart(api: Api, mia: int) -> None:
    form = aiohttp.FormData(default_to_multipart=True)
    form.add_field("chat_id", str(mia))
    form.add_field("text", "Hi")
    form.add_field("reply_markup", json.dumps(KEYBOARD))
    async with api.session.post(f"{api.url}/bot{api.token}/sendMessage", data=form) as response:
        sent = (await response.json())["result"]
    assert (sent["text"], sent["reply_markup"]) == ("Hi", KEYBOARD)


async def test_nested_objects_in_json_may_be_objects_or_texts(api: Api, mia: int) -> None:
    plain = await api("sendMessage", chat_id=mia, text="Hi", reply_markup=KEYBOARD)
    quoted = await api(
        "sendMessage", chat_id=str(mia), text="Hi", reply_markup=json.dumps(KEYBOARD)
    )
    assert plain["reply_markup"] == quoted["reply_markup"] == KEYBOARD


async def test_a_body_that_is_no_json_is_refused(api: Api) -> None:
    async with api.session.post(
        f"{api.url}/bot{api.token}/getMe",
        data=b"{broken",
        headers={"Content-Type": "application/json"},
    ) as response:
        assert response.status == 400


async def test_a_fault_of_the_playground_looks_like_one_of_telegram(
    api: Api, world: Playground, caplog: pytest.LogCaptureFixture
) -> None:
    def crash(_world: Playground, _params: Parameters) -> None:
        raise ZeroDivisionError

    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(METHODS, "getme", crash)
        assert await api.answer("getMe") == {
            "ok": False,
            "error_code": 500,
            "description": "Internal Server Error",
        }
    assert "the playground failed in getme" in caplog.text


async def test_every_answer_tells_the_simulated_clock(api: Api, stage: Stage) -> None:
    await stage.advance(3600)
    url = f"{api.url}/bot{api.token}/getMe"
    async with api.session.get(url) as agreed, api.session.get(url + "x") as refused:
        assert agreed.headers["X-Coachbook-Clock"] == "3600.000"
        assert refused.headers["X-Coachbook-Clock"] == "3600.000"
