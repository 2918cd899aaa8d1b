"""Keyboards are cut out of updates, and nothing else is, whatever people are called."""

import json
from typing import Any

import orjson
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.telegram.keyboards import without_keyboards
from bot.telegram.transport import _updates

# What a cut looks for, in text that people type.
SHARDS = ("]]}", ',"reply_markup":{"inline_keyboard":[[', *r'"\{}[],:1x')
TEXTS = st.lists(st.sampled_from(SHARDS), max_size=8).map("".join) | st.text(max_size=8)
KEYS = st.fixed_dictionaries({"text": TEXTS}, optional={"callback_data": TEXTS, "url": TEXTS})
KEYBOARDS = st.lists(st.lists(KEYS, min_size=1, max_size=3), max_size=3)


def press(text: str, name: str, keyboard: Any, data: str) -> dict[str, Any]:
    message = {
        "message_id": 12,
        "chat": {"id": 7001, "type": "private", "first_name": name},
        "text": text,
        "reply_markup": {"inline_keyboard": keyboard},
    }
    query = {"id": "5", "message": message, "chat_instance": "-7", "data": data}
    return {"update_id": 5, "callback_query": query}


def shorn(update: dict[str, Any]) -> dict[str, Any]:
    query = update["callback_query"]
    message = {key: value for key, value in query["message"].items() if key != "reply_markup"}
    return {**update, "callback_query": {**query, "message": message}}


@given(st.lists(st.builds(press, TEXTS, TEXTS, KEYBOARDS, TEXTS), max_size=3), st.booleans())
@example([press("", "", [[{"text": "]]}"}]], "")], True)
@example([press("", "", [[{"text": "]]},1", "url": "]]}"}]], "")], False)
def test_an_update_is_whole_but_for_its_keyboard_or_as_it_came(
    updates: list[dict[str, Any]], escaped: bool
) -> None:
    answer = {"ok": True, "result": updates}
    body = json.dumps(answer, ensure_ascii=escaped, separators=(",", ":")).encode(
        "utf-8", "surrogatepass"
    )
    expected = [orjson.loads(orjson.dumps(one)) for one in updates]

    results = _updates(body)["result"]

    assert all(one in (came, shorn(came)) for one, came in zip(results, expected, strict=True))


def test_a_usual_keyboard_is_gone() -> None:
    days = [[{"text": str(day), "callback_data": f"1:bd:{day}"} for day in range(7)]] * 4
    update = press("Which day?", "Mia", days, "1:h")
    body = orjson.dumps({"ok": True, "result": [update, update]})
    assert orjson.loads(without_keyboards(body))["result"] == [shorn(update)] * 2


@pytest.mark.parametrize(
    "body",
    [
        b'{"ok":true,"result":[]}',
        b'{"reply_markup":{"inline_keyboard":[[]]}}',
        b'{"a":1,"reply_markup":{"inline_keyboard":[[',
        b"",
    ],
)
def test_what_has_no_keyboard_in_its_middle_stays_as_it_is(body: bytes) -> None:
    assert without_keyboards(body) == body
