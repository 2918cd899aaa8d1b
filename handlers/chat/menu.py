"""The menu, and what is said when nothing else fits.

/start [c_<coach> | s_<service>] → greeting and menu, or straight into a booking
/help                            → what can be done here
/language → a language           → the menu in it
/cancel                          → out of whatever was being asked
"""

from domain.refusals import NotFound
from handlers.actions import people
from handlers.chat.buttons import Home, Nothing, Press, button
from handlers.chat.screen import PRIMARY, Key, Reply, Row, Screen
from handlers.chat.script import Script, Step
from handlers.chat.turn import Turn
from handlers.words import Words, languages, words_for


@button("l")
class ChooseLanguage(Press):
    """Show the languages."""


@button("ls")
class SetLanguage(Press):
    """Speak this one."""

    language: str
