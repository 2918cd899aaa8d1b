"""A customer asks the coach for a change that is too late to make here.

Ask … to cancel, Ask … to move    on a receipt, and below the message that it is too late
                                  → the coach gets the session with its buttons; it still stands
"""

from domain.refusals import NotFound
from domain.roles import Permission
from handlers.actions.appointments import asking
from handlers.chat.cards import receipts
from handlers.chat.cards.receipts import AskCoach
from handlers.chat.customer import promises
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.script import Script, Step
from handlers.chat.frame.turn import Turn


async def ask_coach(turn: Turn, press: AskCoach) -> Reply:
    """Ask once; if asked before, or if the coach cannot be reached, say so."""
    if press.wish not in asking.WISHES:
        raise NotFound
    fresh = await asking.ask_coach(
        turn.database,
        turn.catalogue,
        press.appointment,
        press.wish,
        **turn.intent,
    )
    appointment = await receipts.own(turn, press.appointment)
    team = await promises.standing_in(turn, appointment.coach_id)
    state = "sent" if fresh else "again"
    if team is not None:
        state = "team" if team else "nobody"
    toast = turn.words.label(f"asking.{state}", coach=appointment.coach_name)
    return Reply(receipts.standing(turn, appointment), toast=toast, alert=True)


SCRIPT = Script(presses={AskCoach: Step(ask_coach, Permission.BOOK)})
