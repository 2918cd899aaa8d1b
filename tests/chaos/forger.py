"""Updates that no app would send, drawn from a seed: forged, broken, absurd, or not even updates.

    forger = Forger(seed, person=30_000, loot=loot, menu=17)
    body = forger.draw()        # what to post to the webhook in this person's name
    forger.drawn()              # all of that once more, to find what a fault came of

The same seed, person, loot and menu draw the same bodies, in any process and whoever else draws.

The sender of an update is Telegram's word and is not forged: what a person sends names that person,
a group or a channel, or nobody who exists.
"""

import random
from collections.abc import Callable, Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass
from itertools import count
from typing import Any, Final

import orjson

from bot import app
from handlers.buttons import press
from tests.chaos import absurdities
from tests.chaos.absurdities import DAYS, JUNK, NUMBERS, WORDS

Json = dict[str, Any]

GROUP: Final[Json] = {"id": -100_200, "type": "supergroup", "title": "Everyone"}
CHANNEL: Final[Json] = {"id": -100_300, "type": "channel", "title": "News"}
KINDS: Final = (
    "edited_message", "channel_post", "edited_channel_post", "inline_query", "poll", "unborn",
    "chosen_inline_result", "shipping_query", "pre_checkout_query", "chat_member", "poll_answer",
    "my_chat_member", "chat_join_request", "message_reaction", "business_message",
)  # fmt: skip
# A button's class is known once its module is imported: with the whole bot, all of them are, and
# what is forged does not depend on other imports.
WHOLE_BOT: Final = app
# Update ids of the person's own, above those the playground begins with.
FIRST_UPDATE: Final = 1_000_000_000
UPDATES_EACH: Final = 10_000
AIMED: Final = ("appointment",)  # what a button is about


@dataclass(frozen=True, slots=True)
class Loot:
    """What became known about others: callback data under their messages, their ids, and among
    these the ids of sessions."""

    presses: Sequence[str]
    ids: Sequence[int]
    sessions: Sequence[int] = ()


class Forger:
    """One person out to do harm. menu: a message of the bot's in this person's chat."""

    def __init__(self, seed: int, person: int, loot: Loot, menu: int) -> None:
        self.person = person
        self._seed = seed
        self._draws = 0
        self._chance = random.Random(f"{seed} {person}")
        self._update_ids = count(FIRST_UPDATE + UPDATES_EACH * person)
        self._loot = loot
        self._menu = menu
        self._numbers = (*NUMBERS, *loot.ids)
        # By kind: a calendar has hundreds of buttons, cancelling a session only a few.
        by_kind: dict[str, list[str]] = {}
        for data in loot.presses:
            by_kind.setdefault(data.split(":")[1], []).append(data)
        self._kinds = list(by_kind.values())

    def draw(self) -> bytes:
        """The body of the next request."""
        self._draws += 1
        ways: dict[Callable[[], Json | bytes], int] = {
            self._stolen_press: 20, self._altered_press: 12, self._forged_press: 20,
            self._aimed_press: 16, self._old_press: 4, self._text_message: 16,
            self._content_message: 8, self._broken_update: 10, self._elsewhere: 6,
            self._no_update: 4,
        }  # fmt: skip
        [way] = self._chance.choices(list(ways), list(ways.values()))
        body = way()
        return body if isinstance(body, bytes) else orjson.dumps(body)

    def replay(self) -> Iterator[bytes]:
        """All that has been drawn so far, from the first on; too much to be stored."""
        again = Forger(self._seed, self.person, self._loot, self._menu)
        return (again.draw() for _ in range(self._draws))

    def _stolen_press(self) -> Json:
        """A button from somebody else's screen."""
        return self._press(self._loot_of_a_kind())

    def _altered_press(self) -> Json:
        """Such a button with another number in it."""
        version, tag, *fields = self._loot_of_a_kind().split(":")
        if fields:
            place = self._chance.randrange(len(fields))
            fields[place] = str(self._chance.choice(self._numbers))
        return self._press(":".join((version, tag, *fields)))

    def _forged_press(self) -> Json:
        """A button of any class, with fields that somebody made up."""
        tag, kind = self._chance.choice(sorted(press._KINDS.items()))
        pools = {"_number": self._numbers, "_day": DAYS, "_word": WORDS}
        fields = [self._chance.choice(pools[read.__name__]) for read in press._READERS[kind]]
        return self._press(":".join(("1", tag, *map(str, fields))))

    def _aimed_press(self) -> Json:
        """A button about somebody else's session: few kinds of buttons do anything, and few numbers
        belong to anything that exists."""
        about = [one for one in sorted(press._KINDS.items()) if one[1]._names[:1] == AIMED]
        tag, kind = self._chance.choice(about)
        pools = {"_number": self._numbers, "_day": DAYS, "_word": WORDS}
        more = [self._chance.choice(pools[read.__name__]) for read in press._READERS[kind][1:]]
        which = self._chance.choice(self._loot.sessions or self._numbers)
        return self._press(":".join(("1", tag, str(which), *map(str, more))))

    def _old_press(self) -> Json:
        """A button of a past version, a future one, or none that ever was; or no button at all."""
        some = self._loot_of_a_kind()
        return self._press(
            self._chance.choice(
                (f"0{some[1:]}", f"2{some[1:]}", some[2:], f" {some}", f"{some}:", ":" * 64, "",
                absurdities.text(self._chance, 64))
            )
        )  # fmt: skip

    def _text_message(self) -> Json:
        return self._message({"text": absurdities.typed_text(self._chance)})

    def _content_message(self) -> Json:
        """A contact, a place, a file, somebody else's words."""
        # A deep copy: what `_broken_update` does to it must not affect later draws.
        return self._message(deepcopy(self._chance.choice(absurdities.CONTENT)))

    def _broken_update(self) -> Json:
        """A valid update with one field, somewhere, turned into junk or removed."""
        update = self._chance.choice(
            (self._stolen_press, self._text_message, self._content_message)
        )()
        # Down one path into it; what is at its end gets broken.
        place: Any = update[list(update)[-1]]
        while True:
            name = self._chance.choice(list(place))
            if name == "from":
                continue
            if isinstance(place[name], dict) and place[name] and self._chance.random() < 0.6:
                place = place[name]
            elif self._chance.random() < 0.2:
                del place[name]
                return update
            else:
                place[name] = self._chance.choice(JUNK)
                return update

    def _elsewhere(self) -> Json:
        """In a group or a channel that the bot was put into, or of a kind it never asked for."""
        chat = self._chance.choice((GROUP, CHANNEL))
        if self._chance.random() < 0.5:
            update = self._message({"text": absurdities.typed_text(self._chance)})
            update["message"]["chat"] = chat
            return update
        kind = self._chance.choice(KINDS)
        change = {
            "chat": chat, "from": self._user(), "date": 1,
            "old_chat_member": {"status": "left", "user": self._user()},
            "new_chat_member": {"status": self._chance.choice(("member", "kicked", "left", "x"))},
        }  # fmt: skip
        content = (change, self._message({"text": "/book"})["message"], self._chance.choice(JUNK))
        return {"update_id": next(self._update_ids), kind: self._chance.choice(content)}

    def _no_update(self) -> Json | bytes:
        """Any JSON, or something that is not JSON."""
        json: Any = absurdities.json(self._chance)
        if self._chance.random() < 0.5:
            kind = self._chance.choice(("message", "callback_query", *KINDS))
            json = {"update_id": next(self._update_ids), kind: json}
        body = orjson.dumps(json)
        if self._chance.random() < 0.3:
            body = body[: self._chance.randrange(len(body) + 1)]
        elif self._chance.random() < 0.1:
            depth = self._chance.choice((900, 100_000))
            nested = b'{"chat":' * depth + b"1" + b"}" * depth
            body = b'{"update_id":%d,"message":%s}' % (next(self._update_ids), nested)
        return body

    def _loot_of_a_kind(self) -> str:
        return self._chance.choice(self._chance.choice(self._kinds))

    def _press(self, data: str) -> Json:
        number = next(self._update_ids)
        shown = self._menu if self._chance.random() < 0.9 else self._chance.choice(self._numbers)
        message = {"message_id": shown, "date": 1, "chat": self._chat(), "text": "?"}
        query = {"id": str(number), "from": self._user(), "data": data, "message": message}
        return {"update_id": number, "callback_query": query}

    def _message(self, content: Json) -> Json:
        number = next(self._update_ids)
        words = str(content.get("text", ""))
        if words.startswith("/"):
            end = len(words.replace(",", " ").split()[0])
            content["entities"] = [{"type": "bot_command", "offset": 0, "length": end}]
        message = {"message_id": number, "date": 1, "from": self._user(), "chat": self._chat()}
        return {"update_id": number, "message": {**message, **content}}

    def _user(self) -> Json:
        name = "<i>{Mallory}\u202e"
        return {"id": self.person, "is_bot": False, "first_name": name, "last_name": "&" * 90}

    def _chat(self) -> Json:
        return {"id": self.person, "type": "private", "first_name": "Mallory"}


def number_of(body: bytes) -> int | None:
    """The id of an update, None if the body is not one."""
    try:
        update = orjson.loads(body)
    except orjson.JSONDecodeError:
        return None
    number = update.get("update_id") if isinstance(update, dict) else None
    return number if isinstance(number, int) else None
