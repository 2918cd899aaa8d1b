"""What is claimed from the outbox, by whom, and what comes with it."""

from datetime import timedelta
from functools import partial
from typing import Any

from sqlalchemy import text

from domain.appointments.appointment import Appointment, Status
from storage.appointments import booking
from storage.messages import outgoing, reach
from storage.people import people
from storage.people.people import TelegramProfile
from storage.transactions import Writer
from tests.house import NOW, House, Plan, open_house
from tests.storage.letters import LEASE, SECOND, about, begin, claim, enqueue, message, row_of


async def test_what_is_claimed_is_what_was_enqueued(house: House) -> None:
    facts = {"text": "ä ' \" \\ 🙂", "list": [1, {"a": None}], "float": 1.5}
    await enqueue(house, message(house, "k", facts=facts, lane=2, kind="broadcast"))

    [row] = await claim(house)

    assert (row.key, row.kind, row.facts, row.lane, row.due_at) == (
        "k",
        "broadcast",
        facts,
        2,
        NOW,
    )
    assert (row.recipient_id, row.telegram_id) == (house.customer.id, 8000)
    assert (row.attempts, row.maybe_repeated, row.unreachable, row.holds) == (0, False, False, True)


async def test_the_same_key_twice_is_one_message(house: House) -> None:
    await enqueue(house, message(house, "k", facts={"n": 1}), message(house, "k", facts={"n": 2}))
    await enqueue(house, message(house, "k", facts={"n": 3}))

    assert [row.facts for row in await claim(house)] == [{"n": 1}]


async def test_lanes_go_in_order_and_each_by_age(house: House) -> None:
    await enqueue(
        house,
        message(house, "broadcast", lane=2, due_at=NOW - 9 * SECOND),
        message(house, "reminder", lane=1, due_at=NOW - 5 * SECOND),
        message(house, "new", due_at=NOW),
        message(house, "old", due_at=NOW - SECOND),
        message(house, "tomorrow", due_at=NOW + SECOND),
    )

    first = await claim(house, limit=3)
    rest = await claim(house)

    assert [row.key for row in first] == ["old", "new", "reminder"]
    assert [row.key for row in rest] == ["broadcast"]


async def test_nothing_is_claimed_for_recipients_that_are_left_alone(database: Any) -> None:
    house = await open_house(database, Plan(customers=2))
    busy, other = house.customers
    await enqueue(
        house, message(house, "a"), message(house, "b", recipient_id=other.id), message(house, "c")
    )

    assert [row.key for row in await claim(house, without=[busy.id])] == ["b"]
    assert [row.key for row in await claim(house)] == ["a", "c"]


async def test_a_lease_that_ran_out_is_claimed_again(house: House) -> None:
    await enqueue(house, message(house, "k"))
    await claim(house, owner="dead")

    assert await claim(house, NOW + LEASE - SECOND, owner="other") == []
    [again] = await claim(house, NOW + LEASE, owner="other")

    assert again.attempts == 1
    assert (await row_of(house, "k")).owner == "other"


async def test_only_who_died_after_a_call_began_may_have_sent_it(house: House) -> None:
    await enqueue(house, message(house, "k"))
    flags = []
    for turn, died in enumerate(("before the call", "during it", "before another")):
        [row] = await claim(house, NOW + turn * LEASE, owner=died)
        flags.append(row.maybe_repeated)
        if died == "during it":
            assert await begin(house, row, died) is True
    [row] = await claim(house, NOW + 3 * LEASE)

    # What may have been sent twice once has been for ever.
    assert [*flags, row.maybe_repeated] == [False, False, True, True]


async def test_a_call_that_did_not_take_place_is_none_that_may_have_sent_it(house: House) -> None:
    await enqueue(house, message(house, "k"))
    ends = (
        partial(outgoing.give_back, owner="me"),
        partial(outgoing.retry_at, owner="me", due_at=NOW, error="429"),
    )
    for end in ends:
        [row] = await claim(house)
        await begin(house, row, "me")
        await house.database.write(partial(end, message_id=row.id))

    await claim(house, owner="dead")

    [again] = await claim(house, NOW + LEASE)
    assert again.maybe_repeated is False


async def test_a_call_begins_only_for_what_still_holds_and_is_ones_own(house: House) -> None:
    booked = await house.book()
    await enqueue(house, about(house, "k", booked))
    [row] = await claim(house, owner="first")

    assert await begin(house, row, "second") is None
    assert await begin(house, row, "first") is True
    await house.database.write(
        lambda writer: booking.change(writer, booked, status=Status.CANCELLED, now=NOW)
    )
    assert await begin(house, row, "first") is False

    assert (await row_of(house, "k")).call_begun is False
    await house.database.write(lambda writer: outgoing.give_back(writer, "first", row.id))
    assert await begin(house, row, "first") is None


async def test_a_row_that_a_version_without_the_mark_has_claimed_is_flagged(house: House) -> None:
    """In a rolling update replicas of both versions claim, and the older one marks nothing."""
    await enqueue(house, message(house, "k"))
    older = """
        UPDATE outbox SET state = 'sending', owner = 'older', leased_until = $1::timestamptz,
            attempts = attempts + (state = 'sending')::int,
            maybe_repeated = maybe_repeated OR state = 'sending'
        """

    async def claim_as_older(writer: Writer) -> None:
        await writer.fetch(older, NOW + LEASE)

    await house.database.write(claim_as_older)

    [row] = await claim(house, NOW + LEASE)
    assert row.maybe_repeated is True


async def test_the_language_is_the_chosen_one_before_telegrams(house: House) -> None:
    profile = TelegramProfile(8000, "Customer 0", language="en")
    await house.database.write(lambda writer: people.register(writer, profile))
    await enqueue(house, message(house, "first"))
    [before] = await claim(house)

    async def choose(writer: Writer) -> None:
        await people.set_language(writer, house.customer.id, "de")
        await people.set_zone(writer, house.customer.id, "Europe/London")
        await reach.set_unreachable(writer, house.customer.id, NOW)

    await house.database.write(choose)
    await enqueue(house, message(house, "second"))
    [after] = await claim(house)

    assert (before.language, before.zone, before.unreachable) == ("en", None, False)
    assert (after.language, after.zone, after.unreachable) == ("de", "Europe/London", True)


async def test_a_coachs_zone_is_that_of_their_hours_until_they_choose_another(house: House) -> None:
    anna = house.coach_person.id
    await enqueue(house, message(house, "first", recipient_id=anna))
    [before] = await claim(house)

    await house.database.write(lambda writer: people.set_zone(writer, anna, "Europe/Lisbon"))
    await enqueue(house, message(house, "second", recipient_id=anna))
    [after] = await claim(house)

    assert (before.zone, after.zone) == ("Europe/Berlin", "Europe/Lisbon")


async def test_the_address_for_who_cannot_be_reached_comes_along(house: House) -> None:
    await enqueue(house, message(house, "without"))
    [without] = await claim(house)

    await house.database.write(
        lambda writer: people.set_email(writer, house.customer.id, "c@example.org")
    )
    await enqueue(house, message(house, "with"))
    [with_address] = await claim(house)

    assert (without.email, with_address.email) == (None, "c@example.org")


async def test_a_message_holds_while_its_appointment_is_at_that_version(house: House) -> None:
    kept, moved = await house.book(), await house.book(starts_at=NOW + timedelta(days=2))
    cancelled = await house.book(starts_at=NOW + timedelta(days=3))
    gone = about(house, "gone", cancelled)
    await enqueue(house, about(house, "kept", kept), about(house, "moved", moved), gone)

    async def change(writer: Writer) -> Appointment:
        start = moved.starts_at + timedelta(hours=3)
        await booking.set_attending(writer, kept, NOW)
        await booking.move(writer, moved, start, house.service, house.coach, now=NOW)
        return await booking.change(writer, cancelled, status=Status.CANCELLED, now=NOW)

    after = await house.database.write(change)
    await enqueue(house, about(house, "told of the end", after))

    holds = {row.key: row.holds for row in await claim(house)}
    assert holds == {"kept": True, "moved": False, "gone": False, "told of the end": True}


async def test_claiming_looks_at_what_is_due_and_not_at_all_that_waits(house: House) -> None:
    """With 20,000 reminders ahead the claim still reads a handful of pages."""
    await house.database.write(
        lambda writer: writer.run(
            text(
                "INSERT INTO outbox (key, recipient_id, kind, facts, lane, due_at)"
                " SELECT 'r' || n, :person, 'x', '{}', 1,"
                " CAST(:now AS timestamptz) + n * interval '1 minute'"
                " FROM generate_series(1, 20000) n"
            ),
            {"person": house.customer.id, "now": NOW},
        )
    )
    await enqueue(house, message(house, "due"))

    async def pages(writer: Writer) -> int:
        await writer.run(text("ANALYZE outbox"))
        plan = await writer.fetch(
            f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {outgoing.CLAIM}",
            NOW,
            [],
            16,
            "me",
            NOW + LEASE,
            True,
            16,
        )
        used: int = plan[0][0][0]["Plan"]["Shared Hit Blocks"]
        return used

    assert await house.database.write(pages) < 100
