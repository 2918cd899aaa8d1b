"""A customer answers what their coach has booked for them, below the notice or on its card.

Accept      confirmed → the receipt
Decline     it is free again → the receipt, with the way to another time
"""

from domain.appointments.appointment import Appointment, Status
from domain.appointments.consent import declined_by_customer
from domain.roles import Permission
from handlers.actions.appointments import consent
from handlers.buttons.consent_keys import DeclineTime, TakeTime
from handlers.chat.cards import receipts
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.script import Script, Step
from handlers.chat.frame.turn import Turn


async def take(turn: Turn, press: TakeTime) -> Reply:
    """It suits."""
    after = await consent.take(
        turn.database,
        press.appointment,
        press.version,
        **turn.intent,
    )
    return _show_receipt(turn, after, "taken" if after.status is Status.CONFIRMED else None)


async def decline(turn: Turn, press: DeclineTime) -> Reply:
    """It does not."""
    after = await consent.decline(
        turn.database,
        press.appointment,
        press.version,
        **turn.intent,
    )
    return _show_receipt(turn, after, "declined" if declined_by_customer(after) else None)


def _show_receipt(turn: Turn, a: Appointment, message: str | None) -> Reply:
    """The receipt as it is now. message: None if it has changed since they read it."""
    words, coach = turn.words, a.coach_name
    toast = words.label(f"asked.{message}", coach=coach) if message else words.label("desk.changed")
    return Reply(receipts.standing(turn, a), toast=toast)


SCRIPT = Script(
    presses={
        TakeTime: Step(take, Permission.BOOK),
        DeclineTime: Step(decline, Permission.BOOK),
    }
)
