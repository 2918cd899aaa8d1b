"""Conversations written down, and played."""

import re

from tests.journeys.chat import Chat

_SAYING = re.compile(r"(?P<who>\w+) (?P<verb>says|sees|taps|is told) ?(?P<what>.*)")
_LABEL = re.compile(r"\s*\[([^\]]+)\]")


async def play(script: str, *chats: Chat) -> None:
    """Plays a conversation, one line after another: ``Mia says /book``, ``Mia sees Which service
    [Yoga] [Massage]``, ``Mia taps Yoga``, ``Mia is told Just taken``. Names are first names; each
    chat must be given."""
    cast = {chat.name: chat for chat in chats}
    for line in filter(None, map(str.strip, script.splitlines())):
        saying = _SAYING.fullmatch(line)
        assert saying is not None, f"this line of the script says nothing: {line}"
        chat, verb, what = cast[saying["who"]], saying["verb"], saying["what"]
        if verb == "says":
            await chat.send(what)
        elif verb == "taps":
            await chat.tap(what)
        elif verb == "sees":
            labels = _LABEL.findall(what)
            await chat.expect(_LABEL.sub("", what).strip(), buttons=labels)
        else:
            toast = await chat.toast()
            assert what in toast, f"{chat.name} was told “{toast}”.\n\n{chat.transcript()}"
