"""Whether somebody wants broadcasts.

below each → stop them, or get them again;   /profile → on, or off
"""

from domain.roles import Permission
from handlers.actions.messages import broadcasting
from handlers.buttons.keyboards import way_out
from handlers.buttons.links import ShowProfile
from handlers.buttons.news_links import NoNews, SetNews
from handlers.buttons.screen import Key, Screen
from handlers.chat.everyone import profile
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.script import Script, Step
from handlers.chat.frame.turn import Turn


async def stop(turn: Turn, press: NoNews) -> Reply:
    """Stop them; the message stays, with the way back below it."""
    await _set(turn, wanted=False)
    words = turn.words
    again = (Key(words.label("news.again_key"), SetNews(1)),)
    screen = Screen(words.text("news.stopped"), (again, way_out(words)))
    return Reply(screen, again=True)


async def set_news(turn: Turn, press: SetNews) -> Reply:
    """As tapped; a second press changes nothing."""
    await _set(turn, wanted=press.wanted == 1)
    reply = await profile.show(turn, ShowProfile())
    return Reply(reply.screen, toast=turn.words.label("profile.saved"))


async def _set(turn: Turn, *, wanted: bool) -> None:
    await broadcasting.set_news(turn.database, wanted, **turn.intent)


SCRIPT = Script(
    presses={
        NoNews: Step(stop, Permission.TALK),
        SetNews: Step(set_news, Permission.TALK),
    },
)
