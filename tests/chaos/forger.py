"""Updates that no app would send, drawn from a seed: forged, broken, absurd, or not even updates.

    forger = Forger(seed, person=30_000, loot=loot, menu=17)
    body = forger.draw()        # what to post to the webhook in this person's name

Who sends an update is Telegram's word and is not forged: what a person sends names that person,
a group or a channel, or nobody that there is.
"""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any, Final

import orjson

from handlers.chat import buttons
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
_update_ids = count(5_000_000)


@dataclass(frozen=True, slots=True)
class Loot:
    """What became known of others: callback data under their messages, ids of theirs."""

    presses: Sequence[str]
    ids: Sequence[int]


class Forger:
    """One person with a mind to harm. menu: a message of the bot's in this person's chat."""

    def __init__(self, seed: int, person: int, loot: Loot, menu: int) -> None:
        self.person = person
        self._chance = random.Random(f"{seed} {person}")
        self._loot = loot
        self._menu = menu
        self._numbers = (*NUMBERS, *loot.ids)

    def draw(self) -> bytes:
        """The body of the next request."""
        ways: dict[Callable[[], Json | bytes], int] = {
            self._stolen: 20, self._altered: 12, self._forged: 20, self._old: 4, self._typed: 16,
            self._content: 8, self._broken: 10, self._elsewhere: 6, self._no_update: 4,
        }  # fmt: skip
        [way] = self._chance.choices(list(ways), list(ways.values()))
        made = way()
        return made if isinstance(made, bytes) else orjson.dumps(made)

    def _stolen(self) -> Json:
        """A button that is on somebody else's screen."""
        return self._press(self._chance.choice(self._loot.presses))

    def _altered(self) -> Json:
        """Such a button with another number in it."""
        version, tag, *fields = self._chance.choice(self._loot.presses).split(":")
        if fields:
            place = self._chance.randrange(len(fields))
            fields[place] = str(self._chance.choice(self._numbers))
        return self._press(":".join((version, tag, *fields)))

    def _forged(self) -> Json:
        """A button of any class, with fields that somebody made up."""
        tag, kind = self._chance.choice(sorted(buttons._KINDS.items()))
        pools = {"_number": self._numbers, "_day": DAYS, "_word": WORDS}
        fields = [self._chance.choice(pools[read.__name__]) for read in buttons._READERS[kind]]
        return self._press(":".join(("1", tag, *map(str, fields))))

    def _old(self) -> Json:
        """A button of a version that there was, will be, or never was; or no button at all."""
        some = self._chance.choice(self._loot.presses)
        return self._press(
            self._chance.choice(
                (f"0{some[1:]}", f"2{some[1:]}", some[2:], f" {some}", f"{some}:", ":" * 64, "",
                absurdities.text(self._chance, 64))
            )
        )  # fmt: skip

    def _typed(self) -> Json:
        return self._message({"text": absurdities.typed(self._chance)})

    def _content(self) -> Json:
        """A contact, a place, a file, somebody else's words."""
        return self._message(dict(self._chance.choice(absurdities.CONTENT)))

    def _broken(self) -> Json:
        """A sound update with one field, somewhere, made into junk or taken out."""
        update = self._chance.choice((self._stolen, self._typed, self._content))()
        # Down one way into it; what is at its end is broken.
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
            update = self._message({"text": absurdities.typed(self._chance)})
            update["message"]["chat"] = chat
            return update
        kind = self._chance.choice(KINDS)
        change = {
            "chat": chat, "from": self._user(), "date": 1,
            "old_chat_member": {"status": "left", "user": self._user()},
            "new_chat_member": {"status": self._chance.choice(("member", "kicked", "left", "x"))},
        }  # fmt: skip
        content = (change, self._message({"text": "/book"})["message"], self._chance.choice(JUNK))
        return {"update_id": next(_update_ids), kind: self._chance.choice(content)}

    def _no_update(self) -> Json | bytes:
        """Any JSON, or what is none."""
        json: Any = absurdities.json(self._chance)
        if self._chance.random() < 0.5:
            kind = self._chance.choice(("message", "callback_query", *KINDS))
            json = {"update_id": next(_update_ids), kind: json}
        body = orjson.dumps(json)
        if self._chance.random() < 0.3:
            body = body[: self._chance.randrange(len(body) + 1)]
        elif self._chance.random() < 0.1:
            depth = self._chance.choice((900, 100_000))
            nested = b'{"chat":' * depth + b"1" + b"}" * depth
            body = b'{"update_id":%d,"message":%s}' % (next(_update_ids), nested)
        return body

    def _press(self, data: str) -> Json:
        number = next(_update_ids)
        shown = self._menu if self._chance.random() < 0.9 else self._chance.choice(self._numbers)
        message = {"message_id": shown, "date": 1, "chat": self._chat(), "text": "?"}
        query = {"id": str(number), "from": self._user(), "data": data, "message": message}
        return {"update_id": number, "callback_query": query}

    def _message(self, content: Json) -> Json:
        number = next(_update_ids)
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
