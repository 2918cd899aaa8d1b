"""A coach writes to everybody of a group, and each of them to the coach alone."""

from typing import Any

import pytest

from domain.appointments.correspondence import Content, ContentKind, closes
from domain.appointments.message_refusals import CannotBeLate, NobodyToWriteTo
from domain.refusals import NotAllowed
from handlers.actions.appointments import complaints, writing
from storage.messages import reach
from storage.transactions import Database
from tests.handlers.actions.correspondents import HELLO, coach, contents, notices, write
from tests.handlers.actions.group_classes import join, open_class
from tests.house import NOW, acting


async def test_a_coach_writes_to_all_of_a_group_and_each_answers_alone(database: Database) -> None:
    house = await open_class(database, customers=4)
    seats = [await join(house, one) for one in house.customers]
    session = seats[0].session_id
    assert session is not None
    await database.write(lambda w: reach.set_unreachable(w, house.customers[1].id, NOW))
    await complaints.set_stopped(
        database,
        seats[2].id,
        stops=True,
        by_coach=False,
        actor=acting(house.customers[2]),
        key="s",
        now=NOW,
    )
    options: dict[str, Any] = {"key": "all", "now": NOW, "available_channels": ()}
    for _ in range(2):
        summary = await writing.write_to_all(
            database, session, HELLO, actor=coach(house), **options
        )
        assert summary == writing.GroupMessageResult(2, ("Customer 1",), 1)
    late = Content(ContentKind.LATE, minutes=5)
    with pytest.raises(CannotBeLate):  # a day before
        await writing.write_to_all(
            database, session, late, actor=coach(house), **options | {"key": "late"}
        )
    recipients = [row["recipient_id"] for row in await notices(database)]
    assert recipients == [house.customers[0].id, house.customers[3].id]
    with pytest.raises(NotAllowed):
        await writing.write_to_all(
            database, session, HELLO, actor=acting(house.customer), **options
        )
    await write(house, seats[0], acting(house.customers[0]), key="answer")
    assert (await notices(database))[-1]["recipient_id"] == house.coach_person.id
    assert [len(await contents(house, seat)) for seat in seats] == [2, 0, 0, 1]


async def test_a_late_coach_is_announced_to_confirmed_places_whatever_the_others_are(
    database: Database,
) -> None:
    house = await open_class(database, customers=3)
    seats = [await join(house, one) for one in house.customers]
    session = seats[0].session_id
    assert session is not None
    async with database.read() as reader:
        await reader.fetch("UPDATE appointments SET status = 'no_show' WHERE id = $1", seats[1].id)
    summary = await writing.write_to_all(
        database,
        session,
        Content(ContentKind.LATE, minutes=10),
        actor=coach(house),
        key="late",
        now=seats[0].starts_at,
        available_channels=(),
    )
    assert summary == writing.GroupMessageResult(2, (), 0)
    recipients = [row["recipient_id"] for row in await notices(database)]
    assert recipients == [house.customers[0].id, house.customers[2].id]


async def test_an_empty_group_has_nobody_to_write_to(database: Database) -> None:
    house = await open_class(database, customers=1)
    seat = await join(house, house.customer)
    assert seat.session_id is not None
    with pytest.raises(NobodyToWriteTo):
        await writing.write_to_all(
            database,
            seat.session_id,
            HELLO,
            actor=coach(house),
            key="all",
            now=closes(seat),
            available_channels=(),
        )
