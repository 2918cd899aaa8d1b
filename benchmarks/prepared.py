"""Updates and answers in the form of the Bot API, ready to be sent: only numbers are filled in.

The bot is what is measured, so the server beside it must cost as little as possible.
"""

import json
from datetime import date, timedelta
from typing import Any

SENT_AT = 1_790_000_000
ME = {
    "id": 7_000_000_001,
    "is_bot": True,
    "first_name": "Bench",
    "username": "bench_bot",
    "can_join_groups": True,
    "can_read_all_group_messages": False,
    "supports_inline_queries": False,
}
FIRST_PERSON = 600_000_000
CALENDAR_FROM = date(2026, 10, 1)
# Placeholders in the templates where numbers go: no JSON encoder accepts a bare %d.
_UPDATE, _PERSON = 111_111_111_111, 222_222_222_222


def press(data: str) -> bytes:
    """A pressed button under a month calendar.

    The query's id is the person's, so that either of the two answers shows whose press it was.
    """
    return _template(
        {
            "update_id": _UPDATE,
            "callback_query": {
                "id": str(_PERSON),
                "from": _person(),
                "message": _card(),
                "chat_instance": "-4182737465738291045",
                "data": data,
            },
        }
    )


def text(words: str) -> bytes:
    """A text message."""
    return _template(
        {
            "update_id": _UPDATE,
            "message": {
                "message_id": 4711,
                "from": _person(),
                "chat": _chat(),
                "date": SENT_AT,
                "text": words,
            },
        }
    )


def update(template: bytes, update_id: int, person: int) -> bytes:
    """An update with its numbers filled in."""
    return of_person(template, person).replace(b"%(update)", b"%d" % update_id)


def of_person(template: bytes, person: int) -> bytes:
    """An answer about a person."""
    return template.replace(b"%(person)", b"%d" % person)


def answer(result: Any) -> bytes:
    """The body of a successful call."""
    return json.dumps({"ok": True, "result": result}, separators=(",", ":")).encode()


def message_sent(words: str) -> bytes:
    """The result of sendMessage."""
    return _template({"ok": True, "result": _message(words) | {"message_id": 4712}})


def message_edited() -> bytes:
    """The result of editMessageText: the whole message, with its keyboard."""
    return _template({"ok": True, "result": _card() | {"edit_date": SENT_AT + 1}})


def _template(shape: dict[str, Any]) -> bytes:
    template = json.dumps(shape, separators=(",", ":"), ensure_ascii=False).encode()
    numbers = ((_UPDATE, b"%(update)"), (_PERSON, b"%(person)"))
    for number, place in numbers:
        template = template.replace(b"%d" % number, place)
    return template


def _person() -> dict[str, Any]:
    return {
        "id": _PERSON,
        "is_bot": False,
        "first_name": "Mia",
        "last_name": "Keller",
        "username": "mia_keller_bench",
        "language_code": "en",
    }


def _chat() -> dict[str, Any]:
    person = _person()
    names = {name: person[name] for name in ("first_name", "last_name", "username")}
    return {"id": _PERSON, **names, "type": "private"}


def _message(words: str) -> dict[str, Any]:
    return {"message_id": 4711, "from": ME, "chat": _chat(), "date": SENT_AT, "text": words}


def _card() -> dict[str, Any]:
    """The screen whose button is pressed: five weeks of days, as large as the real one."""
    days = [CALENDAR_FROM + timedelta(days=n) for n in range(35)]
    keys = [{"text": f"{d.day}", "callback_data": f"1:bd:1:1:0:{d:%Y%m%d}:"} for d in days]
    weeks = [keys[n : n + 7] for n in range(0, 35, 7)]
    out = [{"text": "‹ Back", "callback_data": "1:b"}, {"text": "Menu", "callback_data": "1:h"}]
    words = "Coaching with Anna Berg\n\nWhich day suits you? Days with free times are marked."
    return _message(words) | {
        "entities": [{"offset": 0, "length": 23, "type": "bold"}],
        "reply_markup": {"inline_keyboard": [*weeks, out]},
    }
