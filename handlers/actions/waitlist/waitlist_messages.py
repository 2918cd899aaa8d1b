"""What people on the waitlist are told, as facts."""

from datetime import datetime

from domain.messages.notices import Lane, NoticeKind
from domain.waitlist.waitlist import WaitState
from handlers.actions.appointments.start_attempts import StartAttempt
from handlers.queries.people.person_limits import of as bounds_of
from handlers.queries.starts.approval import knows
from storage.messages import outbox
from storage.messages.outbox import OutboxMessage
from storage.transactions import Reader, Writer
from storage.waitlist import wait_offers, waits
from storage.waitlist.wait_offers import WaitOffer


async def offer_message(
    reader: Reader, attempt: StartAttempt, wait_offer: WaitOffer, offer_id: int, now: datetime
) -> OutboxMessage:
    """A time has come free and is held for them; due when the offer says to tell them."""
    known = await knows(reader, (attempt.service, attempt.coach), wait_offer.person_id)
    service, coach = attempt.service, attempt.coach
    bounds = await bounds_of(reader, attempt.catalogue.business, wait_offer.person_id, now)
    return OutboxMessage(
        key=wait_offers.message_key(offer_id),
        recipient_id=wait_offer.person_id,
        kind=NoticeKind.WAIT_OFFER,
        facts={
            "offer": offer_id,
            "coach": coach.id,
            "service_title": service.title,
            "minutes": service.minutes,
            "price_minor": service.price.minor,
            "currency": service.price.currency,
            "places": service.party,
            "coach_name": coach.name,
            "zone": coach.zone,
            "meeting": service.meeting.value,
            "place": attempt.catalogue.place_of(service, coach),
            "by_hand": not service.at_once(coach, known=known, by_hand=bounds.by_hand),
            "starts_at": wait_offer.starts_at.isoformat(),
            "until": wait_offer.until.isoformat(),
        },
        lane=Lane.INTERACTIVE,
        due_at=wait_offer.told_at,
        coach_id=coach.id,
    )


async def close(writer: Writer, wait_id: int, state: WaitState, now: datetime) -> bool:
    """Give up a place on the waitlist that nothing can come for, and tell its owner, once."""
    closed = await waits.close(writer, wait_id, state, now)
    if closed is not None:
        message = OutboxMessage(
            key=f"wait_closed:{wait_id}",
            recipient_id=closed.person_id,
            kind=NoticeKind.WAIT_CLOSED,
            facts={
                "state": state.value,
                "service_title": closed.service,
                "coach_name": closed.coach,
            },
            lane=Lane.INTERACTIVE,
            due_at=now,
        )
        await outbox.enqueue(writer, [message])
    return closed is not None
