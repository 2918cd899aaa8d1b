"""An admin writes what customers read in their own words: greeting, rules, imprint, privacy.

/settings → own words    each of them, and in which languages it exists
one of them              the text of each language, or what is said instead
a language               typed; or taken away
"""

from dataclasses import replace
from typing import Any, Final

from domain.messages import business_texts
from domain.messages.business_texts import LEGAL, LONGEST, BusinessTextKind, key_of, missing
from domain.refusals import NotFound
from domain.roles import Permission
from domain.services.catalogue import Business
from domain.text import names
from handlers.buttons.coach_links import ShowBusiness
from handlers.buttons.keyboards import in_rows, way_out
from handlers.buttons.press import Press, button
from handlers.buttons.screen import Key, Row, Screen
from handlers.buttons.settings_links import PreviewScreen, ShowTexts
from handlers.chat.admin.settings import business_languages
from handlers.chat.admin.settings.business_record import record_of
from handlers.chat.frame.answers import Question
from handlers.chat.frame.editing import Facts, Field, nothing
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.script import Script, Step, merge_scripts
from handlers.chat.frame.turn import Turn
from handlers.wording.words import Html, languages

STEP: Final = "business.text"
SHOWN: Final = 400  # characters of each text on a page


@button("itx")
class EditText(Press):
    """Type a text in this language."""

    text: str
    language: str


@button("itn")
class NoText(Press):
    """The bot's own words instead."""

    text: str
    language: str


def key(turn: Turn) -> Key:
    """The key that leads here."""
    return Key(turn.words.label("texts.key"), ShowTexts())


def not_yet(turn: Turn, business: Business, text: BusinessTextKind) -> str:
    """That a text is still missing in some of the languages, as HTML."""
    lacking = missing(business.texts, text, business_languages.codes(turn, business))
    languages_lacking = ", ".join(map(turn.words.language_name, lacking))
    return turn.words.text("texts.not_yet", what=_title(turn, text), languages=languages_lacking)


async def show(turn: Turn, press: ShowTexts) -> Reply:
    """All of them, or one."""
    business = turn.catalogue.business
    if not press.text:
        return Reply(_all(turn, business))
    return Reply(_one(turn, business, business_texts.by_name(press.text)))


def _all(turn: Turn, business: Business) -> Screen:
    words, codes = turn.words, business_languages.codes(turn, business)
    lines = []
    for text in BusinessTextKind:
        there = [one for one in codes if key_of(text, one) in business.texts]
        if not there:
            how = words.text("texts.none" if text in LEGAL else "texts.usual")
            lines.append(words.text("texts.line", what=_title(turn, text), how=Html(how)))
        elif missing(business.texts, text, codes):
            lines.append(f"⚠ {not_yet(turn, business, text)}")
        else:
            how = ", ".join(map(words.language_name, there))
            lines.append(words.text("texts.line", what=_title(turn, text), how=Html(how)))
    head = words.text("texts.of_business", business=business.name)
    keys = [Key(_title(turn, text), ShowTexts(text)) for text in BusinessTextKind]
    rows = (*in_rows(keys, 2), way_out(words, ShowBusiness()))
    return Screen("\n\n".join((head, "\n".join(lines), words.text("texts.hint"))), rows)


def _one(turn: Turn, business: Business, text: BusinessTextKind) -> Screen:
    words, codes = turn.words, business_languages.codes(turn, business)
    parts = [words.text("texts.one", business=business.name, what=_title(turn, text))]
    parts.append(words.text(f"texts.about_{text}"))
    for one in codes:
        passage = business.texts.get(key_of(text, one))
        head = words.text("texts.in_language", language=words.language_name(one))
        if passage:
            body = words.text("texts.said", passage=names.cut(passage, SHOWN))
        elif any(key_of(text, other) in business.texts for other in codes):
            body = words.text(f"texts.missing_{'legal' if text in LEGAL else 'own'}")
        else:
            body = words.text("texts.none" if text in LEGAL else "texts.usual")
        parts.append(f"{head}\n{body}")
    keys = [Key(words.language_name(one), EditText(text, one)) for one in codes]
    rows: list[Row] = [*in_rows(keys, 2)]
    if text is BusinessTextKind.GREETING:
        rows.append((Key(words.label("preview.key"), PreviewScreen()),))
    elif text is BusinessTextKind.RULES:
        rows.append((Key(words.label("preview.as_read_key"), PreviewScreen("rules")),))
    return Screen("\n\n".join(parts), (*rows, way_out(words, ShowTexts())))


def _title(turn: Turn, text: BusinessTextKind) -> str:
    return turn.words.label(f"texts.{text}")


def _of(facts: Facts) -> tuple[BusinessTextKind, str]:
    """The text and language of a button, which may be forged. Raises NotFound."""
    if facts["language"] not in languages():
        raise NotFound
    return business_texts.by_name(facts["text"]), facts["language"]


def _question(turn: Turn, business: Business, facts: Facts) -> Question:
    words, (text, language) = turn.words, _of(facts)
    passage = business.texts.get(key_of(text, language))
    ask = words.text(
        "texts.type",
        what=_title(turn, text),
        language=words.language_name(language),
        limit=LONGEST[text],
    )
    parts, rows = [ask], list[Row]()
    if passage:
        parts.append(words.text("texts.now", passage=passage))
        rows.append((Key(words.label("texts.remove_key"), NoText(text, language)),))
    screen = Screen("\n\n".join(parts), (*rows, way_out(words, ShowTexts(text))))
    return Question(STEP, screen, {"text": text.value, "language": language})


async def _read(turn: Turn, business: Business, facts: Facts, question: Question) -> str:
    return business_texts.read(_of(facts)[0], turn.text)


def _put(business: Business, passage: Any, facts: Facts) -> Business:
    text_key = key_of(*_of(facts))
    texts = {name: text for name, text in business.texts.items() if name != text_key}
    return replace(business, texts=texts | ({text_key: passage} if passage else {}))


async def _onward(turn: Turn, business: Business, facts: Facts) -> Reply:
    screen = _one(turn, business, _of(facts)[0])
    return Reply(screen, toast=turn.words.label("coach.saved"), aloud=True)


_FIELD: Final[Field[Business]] = Field(
    STEP, EditText, _question, _read, _put, choices={NoText: nothing}, onward=_onward
)
SCRIPT = merge_scripts(
    Script(presses={ShowTexts: Step(show, Permission.BUSINESS)}),
    record_of(_all).script(_FIELD),
)
