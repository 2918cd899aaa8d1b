"""A coach sets when they get their summaries.

/summary             the morning's and the evening's: at which hour, or never
morning, evening     an hour tapped or typed, never, or the business's hour
empty days           sent even if there is nothing to say
"""

from typing import Final

from domain.coaches.digests import OFF, USUAL, Digest, DigestSchedule, minute_of
from domain.roles import Permission
from handlers.actions.coaches import digest_settings as actions
from handlers.buttons.digest_links import ShowDigests
from handlers.buttons.keyboards import choice_key, in_rows, way_out
from handlers.buttons.links import CoachDay
from handlers.buttons.pages import switch
from handlers.buttons.press import Press, button
from handlers.buttons.screen import Key, Row, Screen
from handlers.chat.frame import reading_confirmation
from handlers.chat.frame.answers import Question, ask, fact
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.script import AnswerStep, Command, Script, Step
from handlers.chat.frame.turn import Turn
from handlers.queries.coaches import digest_settings as queries
from handlers.typing.reading import ParsedValue
from handlers.typing.time_of_day import read_time_of_day
from handlers.typing.vocabulary import vocabulary_of
from handlers.wording import cards
from handlers.wording.words import Words

HOUR: Final = "desk.summary"
DIGESTS: Final = tuple(Digest)
SHARED: Final = -2  # on a button: the business's own
HOURS: Final = {
    Digest.MORNING: tuple(range(6 * 60, 9 * 60 + 31, 30)),
    Digest.EVENING: tuple(range(17 * 60 + 30, 21 * 60 + 1, 30)),
}


@button("oc")
class ChooseHour(Press):
    """Ask when they want it. digest: its index in DIGESTS."""

    digest: int


@button("os")
class SetHour(Press):
    """At this minute of the day; OFF, or SHARED."""

    digest: int
    minute: int


@button("oe")
class SetEmptyDays(Press):
    """Send it even if there is nothing to say (1), or not (0)."""

    also: int


async def summary(turn: Turn) -> Reply:
    """/summary."""
    return Reply(await _screen(turn))


async def show(turn: Turn, press: ShowDigests) -> Reply:
    """When they get them."""
    return Reply(await _screen(turn))


async def choose(turn: Turn, press: ChooseHour) -> Reply:
    """The hours to tap; another may be typed."""
    return await ask(turn, await _question(turn, _digest(press.digest)))


async def take_hour(turn: Turn) -> Reply:
    """The hour as typed."""
    digest = _digest(int(fact(turn, "digest")))
    reading = read_time_of_day(turn.text, vocabulary_of(turn.words.locale))

    def option(minute: int) -> reading_confirmation.Option:
        return reading_confirmation.Option(
            turn.words.minute(minute), SetHour(_number(digest), minute)
        )

    question = await _question(turn, digest)
    if isinstance(reading, ParsedValue):
        return await _set(turn, digest, reading.value)
    return await reading_confirmation.confirm(
        turn,
        question,
        reading,
        option,
        change=ChooseHour(_number(digest)),
        rule="typing.example",
    )


async def set_hour(turn: Turn, press: SetHour) -> Reply:
    """Save it."""
    minute = None if press.minute == SHARED else press.minute
    return await _set(turn, _digest(press.digest), minute)


async def set_empty_days(turn: Turn, press: SetEmptyDays) -> Reply:
    """Save it."""
    await actions.set_empty_days(turn.database, press.also == 1, **turn.intent)
    return Reply(await _screen(turn), toast=turn.words.label("digest.saved"))


async def _set(turn: Turn, digest: Digest, minute: int | None) -> Reply:
    await actions.set_minute(turn.database, digest, minute, **turn.intent)
    return Reply(await _screen(turn), toast=turn.words.label("digest.saved"), aloud=True)


async def _screen(turn: Turn) -> Screen:
    words, coach = turn.words, turn.as_coach()
    schedule = await queries.schedule(turn.database, actor=turn.actor)
    lines = [words.text(f"digest.{d}_line", at=_digest_hour(turn, schedule, d)) for d in DIGESTS]
    text = cards.with_title(
        words.text("digest.title", zone=words.zone(coach.zone)),
        "\n".join(lines),
        words.text("digest.hint"),
    )
    rows: list[Row] = [
        (
            Key(
                words.label(f"digest.{d}_key", at=_digest_hour(turn, schedule, d)),
                ChooseHour(_number(d)),
            ),
        )
        for d in DIGESTS
    ]
    empty = SetEmptyDays(int(not schedule.empty_days))
    rows.append((switch(words, words.label("digest.empty_days"), schedule.empty_days, empty),))
    today = CoachDay(turn.now.astimezone(coach.tz).date())
    return Screen(text, (*rows, way_out(words, today)))


async def _question(turn: Turn, digest: Digest) -> Question:
    words = turn.words
    schedule = await queries.schedule(turn.database, actor=turn.actor)
    wish, number = schedule.of(digest), _number(digest)
    hours = [
        choice_key(words.minute(m), SetHour(number, m), chosen=wish == m) for m in HOURS[digest]
    ]
    shared_hour = _hour(words, minute_of(None, turn.catalogue.business.summary_at(digest)))
    others = [
        choice_key(words.label("digest.never"), SetHour(number, OFF), chosen=wish == OFF),
        choice_key(
            words.label("digest.shared", at=shared_hour),
            SetHour(number, SHARED),
            chosen=wish is None,
        ),
    ]
    text = cards.with_title(
        words.text(f"digest.ask_{digest}"),
        words.text("digest.type", at=words.minute(USUAL[digest])),
    )
    rows = (*in_rows(hours, 4), *((key,) for key in others))
    screen = Screen(text, (*rows, way_out(words, ShowDigests())))
    return Question(HOUR, screen, {"digest": number})


def _digest_hour(turn: Turn, schedule: DigestSchedule, digest: Digest) -> str:
    return _hour(
        turn.words, minute_of(schedule.of(digest), turn.catalogue.business.summary_at(digest))
    )


def _hour(words: Words, minute: int | None) -> str:
    return words.label("digest.none") if minute is None else words.minute(minute)


def _digest(number: int) -> Digest:
    """The digest of a button, which may be forged."""
    return DIGESTS[min(max(number, 0), len(DIGESTS) - 1)]


def _number(digest: Digest) -> int:
    return DIGESTS.index(digest)


SCRIPT = Script(
    commands={"summary": Command(summary, Permission.WORK)},
    presses={
        ShowDigests: Step(show, Permission.WORK),
        ChooseHour: Step(choose, Permission.WORK),
        SetHour: Step(set_hour, Permission.WORK),
        SetEmptyDays: Step(set_empty_days, Permission.WORK),
    },
    answers={HOUR: AnswerStep(take_hour, Permission.WORK)},
)
