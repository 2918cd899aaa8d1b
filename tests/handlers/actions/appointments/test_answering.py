"""A customer answers a reminder: who hears of it, once, whatever happens at the same moment."""

import asyncio
from datetime import datetime, timedelta

from domain.appointments.appointment import Appointment
from domain.appointments.attendance import lateness
from domain.refusals import AlreadyDecided, Refusal
from handlers.actions.appointments import answering, deciding
from storage import audit
from tests.handlers.actions.proposals import load_catalogue, notices, now_
from tests.house import NOW, House, acting

MINUTE = timedelta(minutes=1)
START = NOW + timedelta(days=1)


async def late(
    house: House, session: Appointment, minutes: int, *, key: str, now: datetime = NOW
) -> Appointment:
    actor = acting(house.customer)
    return await answering.late(house.database, session.id, minutes, actor=actor, key=key, now=now)


async def attend(house: House, session: Appointment, *, key: str) -> Appointment:
    actor = acting(house.customer)
    return await answering.attend(house.database, session.id, actor=actor, key=key, now=NOW)


async def audit_entries(house: House, session: Appointment) -> list[tuple[str, bool, int | None]]:
    """What the audit log has of it: action, and the answer after it."""
    async with house.database.read() as reader:
        entries = await audit.of(reader, "appointment", session.id)
    return [
        (e.action, bool((e.after or {}).get("attending")), (e.after or {}).get("late"))
        for e in entries
    ]


async def test_that_somebody_is_late_the_coach_hears_once_and_that_they_come_not_at_all(
    house: House,
) -> None:
    session = await house.book()
    to_coach = ("late", house.coach_person.id)

    assert lateness(await late(house, session, 10, key="a")) == 10
    assert lateness(await late(house, session, 10, key="a")) == 10  # delivered again
    assert lateness(await late(house, session, 10, key="b")) == 10  # tapped again
    assert await notices(house) == [to_coach]

    on_time = await attend(house, session, key="c")
    assert (on_time.attending_at, lateness(on_time)) == (NOW, 0)
    assert await notices(house) == [to_coach]

    again = await late(house, session, 20, key="d", now=NOW + MINUTE)
    assert (again.version, lateness(again)) == (session.version, 20)
    assert await notices(house) == [to_coach] * 2
    assert await audit_entries(house, session) == [
        ("late", True, 10),
        ("attend", True, None),
        ("late", True, 20),
    ]


async def test_a_move_asks_anew(house: House) -> None:
    session = await house.book()
    await late(house, session, 30, key="a")
    moved = await deciding.move(
        house.database,
        await load_catalogue(house),
        session.id,
        START + timedelta(hours=2),
        actor=acting(house.coach_person),
        key="m",
        now=NOW,
    )

    assert (moved.attending_at, moved.late_minutes) == (None, None)
    stored = await now_(house, session)
    assert (stored.attending_at, stored.late_minutes) == (None, None)
    # What is said of a time that is none any more is not sent.
    assert "late" not in [kind for kind, _ in await notices(house)]


async def test_an_answer_and_a_cancelling_of_one_moment_both_stand_or_the_answer_is_refused(
    house: House,
) -> None:
    for number in range(8):
        session = await house.book(starts_at=START + number * timedelta(days=7))
        eve = session.starts_at - timedelta(days=1)
        answers = [
            late(house, session, minutes, key=f"{number} {minutes}", now=eve)
            for minutes in (10, 20)
        ]
        called_off = deciding.cancel_by_coach(
            house.database,
            session.id,
            None,
            actor=acting(house.coach_person),
            key=f"off {number}",
            now=eve,
        )
        outcomes = await asyncio.gather(*answers, called_off, return_exceptions=True)

        assert all(isinstance(one, Appointment | AlreadyDecided) for one in outcomes), outcomes
        refused = sum(isinstance(one, Refusal) for one in outcomes)
        assert isinstance(outcomes[-1], Appointment)
        entries = [action for action, *_ in await audit_entries(house, session)]
        assert entries.count("late") == 2 - refused
        assert entries[-1] == "cancel_by_coach"
        assert (await now_(house, session)).version == session.version + 1
