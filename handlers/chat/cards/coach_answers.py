"""The reply to a decision on a session: that its customer is told, or cannot be."""

from domain.appointments.appointment import Appointment
from handlers.chat.cards import coach_cards, undo_keys
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.turn import Turn
from handlers.queries.messages import awareness


async def decision_reply(
    turn: Turn, appointment: Appointment, toast: str, *, undo: bool = False, warned: bool = False
) -> Reply:
    """The card of a session just decided on.

    toast: the message for a customer who can be told. undo: it can be undone for a minute.
    warned: the card has said already that nobody will hear of it.
    """
    hearing = await awareness.of_session(turn.database, appointment, actor=turn.actor, now=turn.now)
    card = await coach_cards.with_known(turn, appointment, hearing)
    card = undo_keys.above(turn, card, appointment) if undo else card
    if warned or (
        hearing is not None
        and hearing.contact.hears_of_decision(
            appointment.starts_at, turn.now, turn.context.available_channels
        )
    ):
        return Reply(card, toast=toast)
    # Visible before the card is put away: a customer who cannot be written to must be called.
    unheard = turn.words.label("desk.unheard", customer=appointment.customer_name)
    return Reply(card, toast=unheard, alert=True, aloud=True)
