"""The page of a service's card about when its customers are reminded.

Usual times are tapped on and off, others are typed; a service without any has those of the
business. Existing bookings follow (`handlers.actions.appointments.reminding`).
"""

from dataclasses import replace
from typing import Final

from domain.services.catalogue import Catalogue
from domain.services.reminders import Times
from domain.services.service import Service
from handlers.buttons.keyboards import way_out
from handlers.buttons.press import Press, button
from handlers.buttons.screen import Key, Row, Screen
from handlers.chat.admin import reminder_times
from handlers.chat.admin.reminder_times import Buttons, ChangeTimes
from handlers.chat.admin.services.sections import Section, ShowSection
from handlers.chat.frame.answers import Question
from handlers.chat.frame.editing import Facts, Field
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.turn import Turn

NAME: Final = "reminders"


@button("sre")
class EditServiceReminders(Press):
    """Type other times."""

    service: int


@button("srt")
class ToggleServiceReminder(Press):
    """Remind this many minutes before (1), or not (0)."""

    service: int
    minutes: int
    on: int


@button("srs")
class SaveServiceReminders(Press):
    """These times. times: as in `reminder_times.pack`."""

    service: int
    times: str


@button("srb")
class UseBusinessReminders(Press):
    """Those of the business, whatever they are."""

    service: int


def _buttons(service: Service) -> Buttons:
    return Buttons(
        lambda minutes, on: ToggleServiceReminder(service.id, minutes, on),
        lambda times: SaveServiceReminders(service.id, times),
        EditServiceReminders(service.id),
    )


def _lines(turn: Turn, catalogue: Catalogue, service: Service) -> list[str]:
    words, times = turn.words, catalogue.reminders_of(service)
    shared, phrase = service.reminders is None, reminder_times.in_words(words, times)
    return [
        words.text("reminders.shared" if shared else "reminders.own", times=phrase),
        words.text("reminders.follow"),
    ]


def _rows(turn: Turn, catalogue: Catalogue, service: Service) -> tuple[Row, ...]:
    rows = reminder_times.rows(turn, catalogue.reminders_of(service), _buttons(service))
    if service.reminders is None:
        return rows
    label = turn.words.label("reminders.shared_key")
    return (*rows, (Key(label, UseBusinessReminders(service.id)),))


def _question(turn: Turn, service: Service, facts: Facts) -> Question:
    text = reminder_times.question_text(turn, turn.catalogue.reminders_of(service))
    back = way_out(turn.words, ShowSection(service.id, NAME))
    return Question("service.reminders", Screen(text, (back,)), {"service": service.id})


async def _read(turn: Turn, service: Service, facts: Facts, question: Question) -> Reply:
    return await reminder_times.read(turn, question, _buttons(service))


def _put(service: Service, change: tuple[ChangeTimes, Times], facts: Facts) -> Service:
    how, shared = change
    return replace(
        service, reminders=how(shared if service.reminders is None else service.reminders)
    )


def _toggle(turn: Turn, service: Service, facts: Facts) -> tuple[ChangeTimes, Times]:
    how = reminder_times.toggle(facts["minutes"], facts["on"])
    return how, turn.catalogue.business.reminders


def _replacement(turn: Turn, service: Service, facts: Facts) -> tuple[ChangeTimes, Times]:
    return reminder_times.replacement(facts["times"]), ()


def _reset(turn: Turn, service: Service, facts: Facts) -> tuple[ChangeTimes, Times]:
    return (lambda now: None), ()


FIELD: Final[Field[Service]] = Field(
    "service.reminders",
    EditServiceReminders,
    _question,
    _read,
    _put,
    choices={
        ToggleServiceReminder: _toggle,
        SaveServiceReminders: _replacement,
        UseBusinessReminders: _reset,
    },
)
SECTION: Final = Section(NAME, _lines, _rows, fields=(FIELD,))
