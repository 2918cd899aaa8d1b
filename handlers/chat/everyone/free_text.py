"""What is typed while nothing is asked: a booking code, a time, a greeting, or a wish in words; and
a file, which is imported.

The words that mean something are in `locales/<language>/typing.json`, one list for each intention.
Text that means nothing, or too much, gets the menu; while a session is being moved, its calendar.
"""

import re
from collections.abc import Collection, Iterable
from typing import Final

from domain.roles import Permission
from domain.services.catalogue import Coach
from handlers.actions.appointments.booking import CODE_LENGTH, CODE_LETTERS
from handlers.buttons.links import CoachDay
from handlers.buttons.press import Press
from handlers.chat.admin.transfer import imports
from handlers.chat.cards import coach_cards, receipts
from handlers.chat.coach import blocked_time, days
from handlers.chat.coach.booking_for import book_for_typed
from handlers.chat.coach.leave import rescue
from handlers.chat.customer import appointments as list_of_sessions
from handlers.chat.customer import book, moving, wishing
from handlers.chat.everyone import house_rules, menu, phone, stopping
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.script import OnText
from handlers.chat.frame.turn import Turn
from handlers.places.gazetteer import key_of
from handlers.queries.appointments import sessions
from handlers.typing.blocked_time import read_blocked_time
from handlers.typing.leave import read_leave
from handlers.typing.normalization import plain
from handlers.typing.phrases import phrases
from handlers.typing.reading import ParseFailure
from handlers.typing.vocabulary import vocabulary_of

LONGEST = 200  # letters: a longer text is a message to somebody, not a short wish
MOST_ILL = 4  # words: more are meant for somebody who waits for an answer
_CODE = re.compile(f"[{CODE_LETTERS}]{{{CODE_LENGTH}}}")

MOST_BETWEEN = 4  # words that "..." in a phrase stands for
MOST_BESIDE = 2  # words beside "thanks" or "hi"; with more, the text is about something else

_WORD = re.compile(r"[^\W_]+")


async def answer(turn: Turn, *, help_: OnText) -> Reply:
    """Typed text that answers no question; or the sender's own number, which is always theirs.
    help_: what /help answers."""
    if turn.phone is not None:
        return await phone.save_number(turn, turn.phone)
    if turn.document is not None and turn.actor.may(Permission.DATA):
        # Such as the corrected list, sent below what was wrong with it.
        return await imports.take_file(turn)
    if turn.text and len(turn.text) <= LONGEST:
        if turn.coach is not None and (reply := await _at_work(turn, turn.coach)):
            return reply
        if reply := await wishing.take_wish(turn):
            return reply
        step = _requested_step(turn, help_)
        if step in (None, book.book) and (reply := await wishing.take_service(turn)):
            return reply
        if step is not None:
            return await step(turn)
    return await moving.not_understood(turn) or await menu.not_understood(turn)


async def _at_work(turn: Turn, coach: Coach) -> Reply | None:
    """What a coach means by it; None if it is something anybody may mean."""
    if _is_ill(turn):
        return await rescue.ill_typed(turn)
    if hours := blocked_time.after_block(turn):
        return await blocked_time.take_hours(turn, turn.now.astimezone(coach.tz).date(), hours)
    return await book_for_typed.take_order(turn, coach)


async def is_order(commands: Collection[str], turn: Turn) -> bool:
    """Whether typed text asks for something by itself, whatever is waiting for an answer. commands:
    every name that follows a slash."""
    text = _words(turn).strip()
    if not text or len(turn.text) > LONGEST:
        return False
    if text in commands or menu_press(turn) or text in _wishes(turn):
        return True
    if turn.coach is None:
        return False
    if _is_ill(turn) and len(text.split()) <= MOST_ILL:
        return True
    today = turn.now.astimezone(turn.coach.tz).date()
    vocabulary = vocabulary_of(turn.words.locale)
    if hours := blocked_time.after_block(turn):
        return not isinstance(read_blocked_time(hours, today, today, vocabulary), ParseFailure)
    if _first_means_leave(turn) and not isinstance(
        read_leave(turn.text, today, vocabulary), ParseFailure
    ):
        return True
    return await book_for_typed.is_order(turn, turn.coach)


def menu_press(turn: Turn) -> Press | None:
    """The menu button whose label was typed: typed or tapped, it is the same."""
    typed_words = _WORD.findall(key_of(turn.text[:LONGEST]))
    for key in (key for row in menu.menu_rows(turn) for key in row):
        if (
            typed_words
            and typed_words == _WORD.findall(key_of(key.label))
            and isinstance(key.opens, Press)
        ):
            return key.opens
    return None


async def take_code(turn: Turn) -> Reply | None:
    """The session of a booking code, for its customer and its coach; nobody else learns of it."""
    if len(turn.text) > LONGEST:
        return None
    code = re.sub(r"[\s#.-]", "", plain(turn.text)).upper()
    if not _CODE.fullmatch(code):
        return None
    session = await sessions.with_code(turn.database, code, actor=turn.actor)
    if session is None:
        return None
    if session.customer_id == turn.person.id:
        return Reply(receipts.card(turn, session))
    return Reply(await coach_cards.current_card(turn, session))


async def _running_late(turn: Turn) -> Reply:
    """Where to say so: for a coach, the sessions of today."""
    if turn.coach is not None:
        today = turn.now.astimezone(turn.coach.tz).date()
        return await days.show_day(turn, CoachDay(today))
    return await list_of_sessions.running_late(turn)


async def _where(turn: Turn) -> Reply:
    return Reply(house_rules.for_customers(turn))


# What the words ask for, by the name of its phrases. Where they ask for several, the first counts:
# "cancel my booking" is about a booking, not asking for one.
_INTENTIONS: Final[tuple[tuple[str, OnText], ...]] = (
    ("cancel", stopping.which_session),
    ("late", _running_late),
    ("sessions", list_of_sessions.coming),
    ("unable", list_of_sessions.coming),
    ("prices", book.with_prices),
    ("where", _where),
    ("book", book.book),
)
# Meant only if hardly anything else is said.
_PLEASANTRIES: Final[tuple[tuple[str, OnText], ...]] = (
    ("thanks", menu.welcome_thanks),
    ("greeting", menu.welcome),
)


def _requested_step(turn: Turn, help_: OnText) -> OnText | None:
    """What the words ask for; None if nothing that is known."""
    text, language = _words(turn), turn.words.language
    intentions = (*_INTENTIONS, ("help", help_))
    pleasantries = (
        (step, phrase) for name, step in _PLEASANTRIES for phrase in phrases(name, language)
    )
    by_intention = (step for name, step in intentions if _among(text, phrases(name, language)))
    by_pleasantry = (
        step
        for step, phrase in pleasantries
        if _says(text, phrase) and len(text.split()) - len(phrase.split()) <= MOST_BESIDE
    )
    return next(by_intention, None) or next(by_pleasantry, None)


def _is_ill(turn: Turn) -> bool:
    return _among(_words(turn), phrases("ill", turn.words.language))


def _wishes(turn: Turn) -> frozenset[str]:
    """What anybody may ask for, as a text of its own."""
    language = turn.words.language
    names = ("cancel", "sessions", "book")
    return frozenset(key_of(phrase) for name in names for phrase in phrases(name, language))


def _first_means_leave(turn: Turn) -> bool:
    first, _, _ = plain(turn.text.strip()).partition(" ")
    return "leave" in vocabulary_of(turn.words.locale).meanings(first)


def _words(turn: Turn) -> str:
    return f" {' '.join(_WORD.findall(key_of(turn.text)))} "


def _among(text: str, candidates: Iterable[str]) -> bool:
    return any(_says(text, phrase) for phrase in candidates)


def _says(text: str, phrase: str) -> bool:
    """Whether a phrase occurs; "..." in it stands for a few words."""
    parts = [re.escape(part) for part in map(key_of, phrase.split("..."))]
    return re.search(f" {f' (?:[^ ]+ ){{0,{MOST_BETWEEN}}}'.join(parts)} ", text) is not None
