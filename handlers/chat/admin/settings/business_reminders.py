"""An admin sets when customers are reminded, unless a service says otherwise.

/settings → reminders   usual times tapped on and off, or others typed
"""

from dataclasses import replace
from typing import Final

from domain.roles import Permission
from domain.services.catalogue import Business
from handlers.buttons.coach_links import ShowBusiness
from handlers.buttons.keyboards import way_out
from handlers.buttons.press import Press, button
from handlers.buttons.screen import Key, Screen
from handlers.chat.admin import reminder_times
from handlers.chat.admin.reminder_times import Buttons, ChangeTimes
from handlers.chat.admin.settings.business_record import record_of
from handlers.chat.frame.answers import Question
from handlers.chat.frame.editing import Facts, Field
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.script import Script, Step, merge_scripts
from handlers.chat.frame.turn import Turn

STEP: Final = "business.reminders"


@button("yrp")
class BusinessReminders(Press):
    """When customers are reminded."""


@button("yre")
class EditBusinessReminders(Press):
    """Type other times."""


@button("yrt")
class ToggleBusinessReminder(Press):
    """Remind this many minutes before (1), or not (0)."""

    minutes: int
    on: int


@button("yrs")
class SaveBusinessReminders(Press):
    """These times. times: as in `reminder_times.pack`."""

    times: str


BUTTONS: Final = Buttons(ToggleBusinessReminder, SaveBusinessReminders, EditBusinessReminders())


def key(turn: Turn) -> Key:
    """The key that leads here from the business."""
    return Key(turn.words.label("section.reminders"), BusinessReminders())


async def show(turn: Turn, press: BusinessReminders) -> Reply:
    """The times as they are."""
    return Reply(_page(turn, turn.catalogue.business))


def _page(turn: Turn, business: Business) -> Screen:
    words, times = turn.words, business.reminders
    text = "\n\n".join(
        (
            words.text("reminders.of_business", business=business.name),
            words.text("reminders.own", times=reminder_times.in_words(words, times)),
            words.text("reminders.house"),
        )
    )
    rows = reminder_times.rows(turn, times, BUTTONS)
    return Screen(text, (*rows, way_out(words, ShowBusiness())))


def _question(turn: Turn, business: Business, facts: Facts) -> Question:
    text = reminder_times.question_text(turn, business.reminders)
    return Question(STEP, Screen(text, (way_out(turn.words, BusinessReminders()),)))


async def _read(turn: Turn, business: Business, facts: Facts, question: Question) -> Reply:
    return await reminder_times.read(turn, question, BUTTONS)


def _put(business: Business, how: ChangeTimes, facts: Facts) -> Business:
    return replace(business, reminders=how(business.reminders) or ())


_RECORD: Final = record_of(_page)
_FIELD: Final[Field[Business]] = Field(
    STEP,
    EditBusinessReminders,
    _question,
    _read,
    _put,
    choices={
        ToggleBusinessReminder: lambda turn, business, facts: reminder_times.toggle(
            facts["minutes"], facts["on"]
        ),
        SaveBusinessReminders: lambda turn, business, facts: reminder_times.replacement(
            facts["times"]
        ),
    },
)
SCRIPT = merge_scripts(
    Script(presses={BusinessReminders: Step(show, Permission.BUSINESS)}), _RECORD.script(_FIELD)
)
