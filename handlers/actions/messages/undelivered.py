"""What happens to a message that does not reach its recipient: nothing is forgotten.

It waits for the recipient's return. What a customer misses is told to the coach, who may have
another way to tell them; what a coach misses is told to the team, who can act in their place; and a
customer who was promised an answer is told that it may not come.
"""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from typing import Any

from domain.appointments.appointment import Appointment
from domain.messages.awareness import Contact
from domain.messages.notices import (
    BETWEEN_COACHES,
    PASSED_ON,
    QUESTIONS,
    REMINDERS,
    SECOND_HAND,
    Channel,
    NoticeKind,
)
from domain.messages.reach import MISSED_FOR
from domain.roles import SYSTEM, Door, Role
from handlers.actions import alarms
from handlers.actions.appointments import writing
from handlers.actions.appointments.appointment_messages import WARNED, about, appointment_of
from handlers.actions.person_log import write_down, write_new_down, write_role_down
from storage.appointments import appointments, cards
from storage.messages import awareness, outbox
from storage.messages import reach as stored_reach
from storage.messages.outgoing import ClaimedMessage
from storage.people import people
from storage.people.people import Person, TelegramProfile
from storage.transactions import Database, Writer


async def report_undelivered(
    writer: Writer,
    row: ClaimedMessage,
    why: str,
    now: datetime,
    *,
    available_channels: Collection[Channel],
    promised: bool = False,
    alarm: alarms.KnownSessions | None = None,
) -> None:
    """Tell whoever can act that a message did not arrive.

    why: outbox.UNREACHABLE, or the fault. available_channels: the ways beside Telegram that are set
    up. promised: nobody knew until now that the recipient could not be reached, so the customer was
    promised an answer. alarm: sessions the admins are told of anyway, None to look that up.
    """
    recipient = row.recipient_id
    await alarms.admin_unheard(writer, recipient, row.kind, available_channels=available_channels)
    if row.kind == NoticeKind.MESSAGE:
        waits = why == outbox.UNREACHABLE
        await writing.tell_writer(writer, row.key, row.facts, now, waits=waits)
    if not _of_session(row):
        await _pass_on(writer, row, now)
        return
    session = appointment_of(row.facts)
    if recipient == session.customer_id:
        await _tell_coach(writer, row, session, why, now, available_channels)
    else:
        await _tell_team(writer, row, session, now, alarm)
        if promised and session.open:
            team = await alarms.team_hears(
                writer, but=recipient, available_channels=available_channels
            )
            sorry = about(session, NoticeKind.UNREACHED, session.customer_id, now, team=team)
            await outbox.enqueue(writer, [sorry])


async def report_mailed(writer: Writer, row: ClaimedMessage, now: datetime) -> None:
    """A message has gone out by mail. A recipient who is not on Telegram cannot answer it: what a
    coach gets, the team gets too, and can act in their place."""
    if row.telegram_id is not None:
        return
    if not _of_session(row):
        await _pass_on(writer, row, now)
        return
    session = appointment_of(row.facts)
    if row.recipient_id != session.customer_id:
        await _tell_team(writer, row, session, now, None, by_mail=True)


async def _pass_on(writer: Writer, row: ClaimedMessage, now: datetime) -> None:
    """News for a coach who is not on Telegram, as they would have read it: the team has to pass it
    on. So does a question to a coach Telegram does not reach. Nobody else's messages.
    """
    question = row.kind == NoticeKind.HAND_OVER
    away = question or row.telegram_id is None
    if row.kind not in PASSED_ON or not away or "for_coach" in row.facts:
        return
    person = await people.by_id(writer, row.recipient_id)
    coach = person and person.coach_id
    if person is None or coach is None:
        return
    facts = {**row.facts, "for_coach": [coach, person.name]}
    key = f"{row.key}:passed_on"
    session = appointment_of(row.facts) if question else None
    await alarms.tell_team(
        writer, NoticeKind(row.kind), key, facts, now, but=person.id, about=session
    )


def _of_session(row: ClaimedMessage) -> bool:
    """Whether it is first-hand news of a session, to one of its two sides."""
    first_hand = row.kind not in SECOND_HAND | BETWEEN_COACHES
    return first_hand and {"customer_id", "coach_id"} <= row.facts.keys()


async def _tell_coach(
    writer: Writer,
    row: ClaimedMessage,
    session: Appointment,
    why: str,
    now: datetime,
    available_channels: Collection[Channel],
) -> None:
    """The customer missed it: tell the coach, once per state of the session. Not if the coach
    was warned before."""
    reminder = row.kind in REMINDERS
    if row.facts.get(WARNED) or (reminder and not (row.holds and session.starts_at > now)):
        return
    coach = await appointments.coach_person_id(writer, session.coach_id)
    contact = await awareness.contact(writer, session.customer_id)
    # Somebody without Telegram may still be reached: then only this message failed.
    hears_otherwise = bool(
        contact and not contact.chat and contact.is_reachable(available_channels)
    )
    more = {
        "reminder": reminder,
        "reached": hears_otherwise or (why != outbox.UNREACHABLE and not row.unreachable),
        "contact": _facts(contact, available_channels) if contact else None,
    }
    await outbox.enqueue(writer, [about(session, NoticeKind.UNHEARD, coach, now, **more)])


def _facts(contact: Contact, available_channels: Collection[Channel]) -> dict[str, Any]:
    away = contact.away_since
    return {
        "away_since": away and away.isoformat(),
        "met": contact.met,
        "phone": contact.phone,
        "email": contact.email,
        "hears": contact.is_reachable(available_channels),
    }


async def _tell_team(
    writer: Writer,
    row: ClaimedMessage,
    session: Appointment,
    now: datetime,
    alarm: alarms.KnownSessions | None,
    *,
    by_mail: bool = False,
) -> None:
    """The coach missed it: tell the admins, if `alarms.coach_gone` has not. by_mail: or they got it
    where they cannot answer.

    Not by time: what is booked just as a coach becomes unreachable may not be in that notice.
    """
    reach = await stored_reach.of_person(writer, row.recipient_id)
    if alarm is None and reach is not None and reach.away_since is not None:
        alarm = await alarms.sessions_told(writer, reach, session.coach_id)
    known = (session.id, session.version) in (alarm or ())
    if known and row.kind not in QUESTIONS:
        return
    reached = reach is None or reach.away_since is None
    chat = reach is None or reach.chat
    facts = {**row.facts, "of": row.kind, "reached": reached, "chat": chat, "by_mail": by_mail}
    await alarms.tell_team(
        writer,
        NoticeKind.IN_PLACE,
        f"{NoticeKind.IN_PLACE}:{row.key}",
        facts,
        now,
        but=row.recipient_id,
        about=session,
    )


def _names(person: Person) -> tuple[str | None, ...]:
    return person.first_name, person.last_name, person.username


async def arrive(
    database: Database, profile: TelegramProfile, *, appoint: bool, back: bool, now: datetime
) -> Person:
    """Record the person who writes to us. appoint: as in `people.register`.

    back: they were unreachable; what they missed is sent now.
    """

    async def work(writer: Writer) -> Person:
        known_person = await people.by_telegram_id(writer, profile.telegram_id)
        if known_person is not None:  # if two replicas see a new name, one writes it
            known_person = await people.lock(writer, known_person.id)
        before = (
            await stored_reach.of_person(writer, known_person.id) if known_person and back else None
        )
        person, new = await people.record_profile(writer, profile, appoint=appoint)
        actor = person.at(Door.CHAT)
        if known_person is None and new:
            await write_new_down(writer, person.id, "telegram", actor, now)
        elif known_person is not None and _names(known_person) != _names(person):
            # Names can be forgotten, the log cannot.
            await write_down(writer, person.id, "rename", {}, {"changed": True}, actor, now)
        if appoint and (known_person is None or known_person.role is None):
            nobody = replace(person, role=None)
            await write_role_down(writer, nobody, Role.ADMIN, "appoint", SYSTEM, now)
        if back:
            await outbox.revive(writer, person.id, now - MISSED_FOR)
            await alarms.coach_back(writer, person.id, before, now)
            await cards.revive(writer, person.id)
        return person

    return await database.write(work)
