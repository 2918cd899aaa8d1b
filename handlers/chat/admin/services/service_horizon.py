"""How far ahead a service can be booked: in days, in working days, by months, or until a date.

One question for all of it: buttons offer usual values, and typed ones are shown as read before they
are saved.
"""

from dataclasses import replace
from datetime import date
from typing import Final

from domain.business.offering_rules import AHEAD
from domain.refusals import BadInput
from domain.services.horizon import LONGEST, HorizonBy
from domain.services.rules import Rules
from domain.services.service import Service
from domain.working_hours.hours import day_number, day_of
from handlers.buttons.keyboards import grid, way_out
from handlers.buttons.press import Press, button
from handlers.buttons.screen import SUCCESS, Key, Screen
from handlers.chat.admin.services.sections import ShowSection
from handlers.chat.admin.services.service_asking import check_unchanged, current
from handlers.chat.frame import reading_confirmation
from handlers.chat.frame.answers import Question
from handlers.chat.frame.editing import Facts, Field
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.turn import Turn
from handlers.chat.parts import limits
from handlers.typing.time_ahead import TimeAhead, read_ahead
from handlers.typing.vocabulary import vocabulary_of
from handlers.wording.words import Words, zone_info

HORIZON = "service.horizon"
BY: Final = {
    "d": HorizonBy.DAYS,
    "w": HorizonBy.WORKING_DAYS,
    "m": HorizonBy.MONTHS,
    "u": HorizonBy.DATE,
}
_LETTER = {by: letter for letter, by in BY.items()}
USUAL: Final = (
    *(TimeAhead(HorizonBy.DAYS, days) for days in (14, 30, 60, 90, 180)),
    *(TimeAhead(HorizonBy.WORKING_DAYS, days) for days in (5, 10, 20)),
    *(TimeAhead(HorizonBy.MONTHS, months) for months in (0, 1)),
)


@button("sah")
class EditHorizon(Press):
    """Ask how far ahead."""

    service: int


@button("sav")
class SetHorizon(Press):
    """This far. by: a key of BY. value: how many; for a date, its days since 1970-01-01.

    was: what the screen showed, as in `_mark`; -1 for anything.
    """

    service: int
    by: str
    value: int
    was: int = -1


def of(rules: Rules) -> TimeAhead:
    """How far ahead these rules go."""
    days = rules.horizon_by is HorizonBy.DAYS
    count = rules.horizon_days if days else rules.horizon_count
    until = rules.horizon_until if rules.horizon_by is HorizonBy.DATE else None
    return TimeAhead(rules.horizon_by, 0 if until else count, until)


def in_words(words: Words, ahead: TimeAhead) -> str:
    """How far ahead, as plain text to begin a line."""
    return limits.horizon(words, ahead.by, ahead.count, ahead.until)


def horizon_key(turn: Turn, service: Service) -> Key:
    """The key that asks."""
    return Key(turn.words.label("service.key_horizon_days"), EditHorizon(service.id))


def _question(turn: Turn, service: Service) -> Question:
    words, now = turn.words, of(service.rules)
    keys = [
        Key(in_words(words, ahead), _set(service, ahead), SUCCESS if ahead == now else None)
        for ahead in USUAL
    ]
    text = words.text(
        "service.ask_horizon",
        service=service.title,
        current=current(turn, in_words(words, now)),
        most=AHEAD[HorizonBy.WORKING_DAYS][1],
    )
    back = way_out(words, ShowSection(service.id, "limits"))
    return Question(HORIZON, Screen(text, (*grid(keys, 2, 1), back)), {"service": service.id})


async def _read(turn: Turn, service: Service, facts: Facts, question: Question) -> Reply:
    return await reading_confirmation.confirm(
        turn,
        question,
        read_ahead(turn.text, _today(turn), vocabulary_of(turn.words.locale)),
        lambda ahead: reading_confirmation.Option(
            in_words(turn.words, ahead), _set(service, ahead)
        ),
        change=EditHorizon(service.id),
        rule="refusal.bad_horizon_days",
    )


def _today(turn: Turn) -> date:
    return turn.now.astimezone(zone_info(turn.catalogue.business.zone)).date()


def _set(service: Service, ahead: TimeAhead) -> SetHorizon:
    return SetHorizon(service.id, *_fields(ahead), _mark(of(service.rules)))


def _fields(ahead: TimeAhead) -> tuple[str, int]:
    value = day_number(ahead.until) if ahead.until else ahead.count
    return _LETTER[ahead.by], value


def _mark(ahead: TimeAhead) -> int:
    letter, value = _fields(ahead)
    return value * len(BY) + list(BY).index(letter)


def _choice(turn: Turn, service: Service, facts: Facts) -> TimeAhead:
    """What a button says, which may be forged. Raises BadInput."""
    by, value, today = BY.get(facts["by"]), facts["value"], day_number(_today(turn))
    if by is None:
        raise BadInput("horizon_days", LONGEST - 1)
    least, most = (today, today + LONGEST) if by is HorizonBy.DATE else AHEAD[by]
    if not least <= value <= most:
        raise BadInput("horizon_days", LONGEST - 1)
    return TimeAhead(by, until=day_of(value)) if by is HorizonBy.DATE else TimeAhead(by, value)


def _put(service: Service, ahead: TimeAhead, facts: Facts) -> Service:
    check_unchanged(service.id, facts["was"], _mark(of(service.rules)), _mark(ahead))
    rules = replace(service.rules, horizon_by=ahead.by, horizon_until=ahead.until)
    if ahead.by is HorizonBy.DAYS:
        rules = replace(rules, horizon_days=ahead.count, horizon_count=0)
    else:
        rules = replace(rules, horizon_count=ahead.count)
    return replace(service, rules=rules)


FIELD: Final[Field[Service]] = Field(
    HORIZON,
    EditHorizon,
    lambda turn, service, facts: _question(turn, service),
    _read,
    _put,
    choices={SetHorizon: _choice},
)
