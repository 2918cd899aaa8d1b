"""An admin sets which languages are spoken with customers.

/settings → languages    each tapped on and off; the default one stays
"""

from dataclasses import replace
from typing import Final

from domain.refusals import NotFound
from domain.roles import Permission
from domain.services.catalogue import Business
from handlers.buttons.coach_links import ShowBusiness
from handlers.buttons.keyboards import in_rows, way_out
from handlers.buttons.pages import switch
from handlers.buttons.press import Press, button
from handlers.buttons.screen import Key, Screen
from handlers.chat.admin.settings.business_record import record_of
from handlers.chat.frame.editing import Facts, Field, button_field
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.script import Script, Step, merge_scripts
from handlers.chat.frame.turn import Turn
from handlers.queries.business.languages import spoken_languages
from handlers.wording.words import languages, words_for


@button("il")
class ShowLanguages(Press):
    """Which languages?"""


@button("ils")
class SetLanguageOffered(Press):
    """This one is spoken (1), or not (0)."""

    language: str
    on: int


def key(turn: Turn) -> Key:
    """The key that leads here."""
    return Key(turn.words.label("business.languages_key"), ShowLanguages())


def codes(turn: Turn, business: Business) -> tuple[str, ...]:
    """The languages that are spoken, as their codes."""
    return spoken_languages(business, turn.context.language)


def in_words(turn: Turn, business: Business) -> str:
    """The languages that are spoken, in the reader's."""
    return ", ".join(map(turn.words.language_name, codes(turn, business)))


async def show(turn: Turn, press: ShowLanguages) -> Reply:
    """As it is."""
    return Reply(_page(turn, turn.catalogue.business))


def _page(turn: Turn, business: Business) -> Screen:
    words, now, default_language = turn.words, codes(turn, business), _default_language(turn)
    keys = [
        switch(
            words,
            words.language_name(one),
            one in now,
            SetLanguageOffered(one, int(one not in now)),
        )
        for one in languages()
        if one != default_language
    ]
    text = words.text(
        "business.languages_page",
        business=business.name,
        languages=in_words(turn, business),
        house=words.language_name(default_language),
    )
    return Screen(text, (*in_rows(keys, 2), way_out(words, ShowBusiness())))


def _default_language(turn: Turn) -> str:
    """The default language: people who speak none of those offered read it."""
    return words_for(turn.context.language).language


def _choice(turn: Turn, business: Business, facts: Facts) -> tuple[str, int, str]:
    if facts["language"] not in languages():
        raise NotFound
    return facts["language"], facts["on"], _default_language(turn)


def _put(business: Business, value: tuple[str, int, str], facts: Facts) -> Business:
    language, on, default_language = value
    now = {*spoken_languages(business, default_language)}
    selection = now | {language} if on else now - {language} | {default_language}
    offered = tuple(one for one in languages() if one in selection)
    return replace(business, languages=() if offered == languages() else offered)


_FIELD: Final[Field[Business]] = button_field(_put, {SetLanguageOffered: _choice})
SCRIPT = merge_scripts(
    Script(presses={ShowLanguages: Step(show, Permission.BUSINESS)}),
    record_of(_page).script(_FIELD),
)
