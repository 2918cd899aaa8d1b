"""A card redrawn: in full if it is the newest of its session, else in short."""

from dataclasses import dataclass

from domain.appointments.appointment import Appointment
from domain.appointments.handover_refusals import HandedOver
from domain.refusals import Refusal
from domain.waitlist.waitlist import WaitAnswer
from handlers.actions.appointments import card_tracking
from handlers.buttons.screen import Screen
from handlers.chat.cards import coach_cards, handover_cards, receipts, rescue_cards, wait_cards
from handlers.chat.frame.turn import ChatBot, Turn
from handlers.queries.appointments import colleagues, sessions
from handlers.queries.rescues import rescues
from handlers.queries.waitlist import waitlist
from storage.appointments.cards import CardSide, Redrawing


@dataclass(frozen=True, slots=True)
class Drawing:
    """What a card shows. version: the appointment's. folded: in short."""

    screen: Screen
    version: int
    folded: bool


async def draw(bot: ChatBot, card: Redrawing) -> Drawing | None:
    """What the card is to show; None if there is nothing its reader may see."""
    turn = await bot.glance(card.telegram_id)
    # The newest first: any change after that makes the card due again.
    folded = not await card_tracking.is_newest(bot.database, card)
    if turn is not None and card.side is CardSide.RESCUE:
        return await _rescue(turn, card, folded=folded)
    if turn is not None and card.side is CardSide.WAIT:
        return await _wait(turn, card)
    if turn is not None and card.side is CardSide.COLLEAGUE:
        return await _question(turn, card)
    try:
        session = await _session(turn, card) if turn else None
    except HandedOver as refusal:
        return _handed_over(turn, refusal) if turn else None
    if turn is None or session is None:
        return None
    screen = await _screen(turn, session, card.side, folded=folded)
    return Drawing(screen, session.version, folded)


async def _screen(turn: Turn, a: Appointment, side: CardSide, *, folded: bool) -> Screen:
    if side is CardSide.CUSTOMER:
        return receipts.short_card(turn, a) if folded else receipts.standing(turn, a)
    return coach_cards.short_card(turn, a) if folded else await coach_cards.current_card(turn, a)


async def _session(turn: Turn, card: Redrawing) -> Appointment | None:
    """The session, if the reader of the card may still see it from that side."""
    see = sessions.own if card.side is CardSide.CUSTOMER else sessions.for_staff
    try:
        return await see(turn.database, card.appointment_id, actor=turn.actor)
    except HandedOver:
        raise
    except Refusal:
        return None


async def _wait(turn: Turn, card: Redrawing) -> Drawing | None:
    """Only waits that are over are drawn: until then the card is as it was sent."""
    try:
        offer = await waitlist.offer(turn.database, -card.appointment_id, actor=turn.actor)
    except Refusal:
        return None
    if offer.answer is WaitAnswer.OPEN:
        return None
    return Drawing(wait_cards.over(turn, offer), 0, folded=False)


async def _question(turn: Turn, card: Redrawing) -> Drawing:
    """What a colleague was asked, or that they are no longer asked."""
    try:
        session = await colleagues.session_asked_of(
            turn.database, card.appointment_id, actor=turn.actor, now=turn.now
        )
    except Refusal:
        return Drawing(handover_cards.over(turn), 0, folded=False)
    return Drawing(handover_cards.question(turn, session), session.version, folded=False)


def _handed_over(turn: Turn, refusal: HandedOver) -> Drawing:
    """A session that was theirs: it has no keys left."""
    return Drawing(handover_cards.handed_over_card(turn, refusal.coach), 0, folded=True)


async def _rescue(turn: Turn, card: Redrawing, *, folded: bool) -> Drawing | None:
    try:
        rescue = await rescues.by_id(
            turn.database,
            card.appointment_id,
            actor=turn.actor,
            available_channels=turn.context.available_channels,
        )
    except Refusal:
        return None
    screen = rescue_cards.short_card(turn, rescue) if folded else rescue_cards.card(turn, rescue)
    return Drawing(screen, 0, folded)
