"""What is typed while nothing is asked: a booking code, a time, a greeting, or a wish in words; and
a file, which is imported.

The words that mean something are in `locales/<language>/typing.json`, one list for each intention.
Text that means nothing, or too much, gets the menu.
"""

import re
from collections.abc import Awaitable, Callable, Collection, Iterable, Sequence

from domain.roles import Permission
from domain.services.catalogue import Coach
from handlers.actions.appointments.booking import CODE_LENGTH, CODE_LETTERS
from handlers.buttons.press import Press
from handlers.chat.admin.transfer import bring_in
from handlers.chat.cards import coach_cards, receipts
from handlers.chat.coach import blocked_time
from handlers.chat.coach.booking_for import book_for_typed
from handlers.chat.coach.leave import rescue
from handlers.chat.customer import appointments as list_of_sessions
from handlers.chat.customer import book, wishing
from handlers.chat.everyone import menu, phone, stopping
from handlers.chat.frame.reply import Reply
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

_WORD = re.compile(r"[^\W_]+")


async def answer(turn: Turn) -> Reply:
    """Typed text that answers no question; or the sender's own number, which is always theirs."""
    if turn.phone is not None:
        return await phone.save_number(turn, turn.phone)
    if turn.document is not None and turn.actor.may(Permission.DATA):
        # Such as the corrected list, sent below what was wrong with it.
        return await bring_in.take_file(turn)
    if turn.text and len(turn.text) <= LONGEST:
        if turn.coach is not None and (reply := await _at_work(turn, turn.coach)):
            return reply
        if reply := await wishing.take_wish(turn):
            return reply
        for step in _requested_steps(turn):
            return await step(turn)
    return await menu.not_understood(turn)


async def _at_work(turn: Turn, coach: Coach) -> Reply | None:
    """What a coach means by it; None if it is something anybody may mean."""
    if _is_ill(turn):
        return await rescue.ill(turn)
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


def _requested_steps(turn: Turn) -> Sequence[Callable[[Turn], Awaitable[Reply]]]:
    """The one thing the words ask for; nothing if they ask for several."""
    text, language = _words(turn), turn.words.language
    wishes = {
        stopping.which_session: phrases("cancel", language),
        list_of_sessions.coming: phrases("sessions", language),
        book.book: phrases("book", language),
    }
    steps = [step for step, candidates in wishes.items() if _among(text, candidates)]
    if len(steps) > 1 and stopping.which_session in steps:
        # "cancel my booking" is about a booking, not asking for one.
        steps = [stopping.which_session]
    if not steps and _among(text, phrases("greeting", language)) and len(text.split()) <= 3:
        return [_greet]
    return steps[:1]


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
    return any(f" {key_of(phrase)} " in text for phrase in candidates)


async def _greet(turn: Turn) -> Reply:
    return await menu.welcome(turn)
