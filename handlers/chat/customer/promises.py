"""What a customer is promised: until when they may cancel, and an answer, if one may come."""

from datetime import datetime, timedelta

from domain.appointments.appointment import Appointment
from domain.people.person_limits import CurrentLimits
from domain.services.display_zones import DisplayZone
from domain.services.service import Service
from handlers.actions import alarms
from handlers.chat.cards import receipts
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.turn import Turn
from handlers.notices import team as team_notices
from handlers.wording.pens import HtmlPen
from handlers.wording.words import zone_info


async def show_receipt(turn: Turn, appointment: Appointment) -> Reply:
    """The receipt of what was just booked; it promises no answer if none may come."""
    team = await standing_in(turn, appointment.coach_id)
    if team is None or not appointment.open:
        return Reply(receipts.card(turn, appointment, fresh=True))
    title = team_notices.unheard_yet(HtmlPen(turn.words), appointment, team=team)
    return Reply(receipts.card(turn, appointment, title=title))


async def standing_in(turn: Turn, coach_id: int) -> bool | None:
    """As `alarms.standing_in`."""
    return await alarms.standing_in(
        turn.database, coach_id, available_channels=turn.context.available_channels
    )


def by_hand(turn: Turn, bounds: CurrentLimits, otherwise: bool) -> list[str]:
    """Why a booking waits for the coach, if that depends on the customer alone. otherwise: whether
    it would be confirmed at once for others."""
    words = turn.words
    if not bounds.by_hand or not otherwise:
        return []
    if bounds.missed:
        return [words.plural("book.after_missed", bounds.missed)]
    if bounds.until is not None:
        day = bounds.until.astimezone(zone_info(turn.catalogue.business.zone)).date()
        return [words.text("book.by_hand_until", day=words.day(day))]
    return [words.text("book.by_hand_for_now")]


def cancel_rule(turn: Turn, service: Service, start: datetime, zone: DisplayZone) -> str:
    """Until when the booking to be made may be cancelled or moved, on this clock."""
    words, rules = turn.words, service.rules
    until = start - timedelta(minutes=rules.notice_cancel)
    if until > turn.now:
        return words.text("book.free_until", until=words.at(until, zone))
    move_until = start - timedelta(minutes=rules.notice_move)
    if move_until > turn.now:
        return words.text("book.only_move_until", until=words.at(move_until, zone))
    return words.text("book.no_free_cancel")
