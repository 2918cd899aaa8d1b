"""Cards: which message shows which session, and who may redraw it when."""

import asyncio
from dataclasses import replace
from datetime import timedelta

from domain.appointments.appointment import Appointment, Status
from storage.appointments import booking, cards
from storage.appointments.cards import CardSubject, Redrawing
from tests.house import NOW, House

OLDER, NEWER = 100, 101


async def show(house: House, a: Appointment, message: int, known: int | None = None) -> None:
    async with house.database.autocommit() as autocommit:
        shown = CardSubject.to_customer(a)
        await cards.show(autocommit, house.customer.id, message, shown, generation=known)


async def take(house: House, message: int) -> tuple[int, bool]:
    async with house.database.autocommit() as autocommit:
        return await cards.take(autocommit, house.customer.id, message)


async def begin(house: House, message: int) -> Redrawing | None:
    async with house.database.autocommit() as autocommit:
        return await cards.begin(autocommit, house.customer.id, message)


async def begin_redrawing(house: House, message: int) -> Redrawing:
    card = await begin(house, message)
    assert card is not None
    return card


async def due(house: House) -> set[int]:
    """The messages to be redrawn, at once or in a moment."""
    async with house.database.read() as reader:
        rows = await reader.fetch("SELECT message_id FROM cards WHERE due_at IS NOT NULL")
    return {row[0] for row in rows}


async def mark_drawn(house: House, card: Redrawing, version: int, *, folded: bool) -> None:
    async with house.database.autocommit() as autocommit:
        await cards.mark_drawn(autocommit, card, version, folded=folded)


async def cancel(house: House, a: Appointment) -> Appointment:
    change = booking.change
    return await house.database.write(
        lambda w: change(w, a, status=Status.CANCELLED, now=NOW, reason=None)
    )


async def test_any_change_of_a_session_makes_its_cards_due_and_no_others(house: House) -> None:
    a = await house.book()
    other = await house.book(starts_at=NOW + timedelta(days=2))
    await show(house, a, OLDER)
    await show(house, other, NEWER)
    assert await due(house) == set()

    await cancel(house, a)
    assert await due(house) == {OLDER}
    await house.database.write(lambda w: booking.set_attending(w, other, NOW))

    assert await due(house) == {OLDER, NEWER}


async def test_a_newer_card_makes_the_older_one_of_the_same_session_due(house: House) -> None:
    a = await house.book()
    await show(house, a, OLDER)
    await show(house, a, NEWER)
    assert await due(house) == {OLDER}

    card = await begin_redrawing(house, OLDER)
    async with house.database.read() as reader:
        assert not await cards.newest(reader, card)
    await mark_drawn(house, card, a.version, folded=True)

    assert await due(house) == set()
    await show(house, a, NEWER + 1)
    assert await due(house) == {NEWER}, "what is in short already stays as it is"


async def test_what_has_changed_before_it_was_written_down_is_due_at_once(house: House) -> None:
    a = await house.book()
    await cancel(house, a)

    await show(house, a, OLDER)

    assert await due(house) == {OLDER}


async def test_a_coach_sees_who_will_be_there_and_a_reminder_may_still_ask(house: House) -> None:
    a = await house.book()
    attending = await house.database.write(lambda w: booking.set_attending(w, a, NOW))
    async with house.database.autocommit() as autocommit:
        for message, shown in (
            (1, CardSubject.to_coach(a)),
            (2, CardSubject.to_coach(attending)),
            (3, CardSubject.to_customer(a)),
        ):
            person = house.coach_person.id if message < 3 else house.customer.id
            await cards.show(autocommit, person, message, shown, generation=None)

    assert 1 in await due(house)
    assert 3 not in await due(house)


async def test_what_a_press_has_taken_over_is_not_redrawn(house: House) -> None:
    a = await house.book()
    await show(house, a, OLDER)
    generation, busy = await take(house, OLDER)
    assert (generation, busy) == (2, False)

    await cancel(house, a)

    assert await due(house) == set()
    assert await begin(house, OLDER) is None


async def test_a_press_waits_for_a_redrawing_that_has_begun(house: House) -> None:
    a = await house.book()
    await show(house, a, OLDER)
    await cancel(house, a)
    card = await begin_redrawing(house, OLDER)
    assert await begin(house, OLDER) is None, "one at a time"

    _, busy = await take(house, OLDER)
    assert busy
    await mark_drawn(house, card, 2, folded=False)

    async with house.database.read() as reader:
        assert not await cards.busy(reader, house.customer.id, OLDER)
    assert await due(house) == set()
    assert await begin(house, OLDER) is None


async def test_what_changes_while_it_is_redrawn_is_due_again(house: House) -> None:
    a = await house.book(status=Status.PENDING)
    await show(house, a, OLDER)
    confirmed = await house.database.write(
        lambda w: booking.change(w, a, status=Status.CONFIRMED, now=NOW)
    )
    card = await begin_redrawing(house, OLDER)
    await cancel(house, confirmed)

    await mark_drawn(house, card, confirmed.version, folded=False)

    assert await due(house) == {OLDER}


async def test_a_notice_that_was_pressed_before_it_was_written_down_is_no_card(
    house: House,
) -> None:
    a = await house.book()
    generation, _ = await take(house, OLDER)
    await show(house, a, OLDER)
    await cancel(house, a)
    assert await due(house) == set()

    await show(house, replace(a, version=2), OLDER, known=generation)

    assert await due(house) == set(), "the answer shows how things are"


async def test_an_answer_that_comes_late_does_not_undo_what_a_later_one_shows(
    house: House,
) -> None:
    a = await house.book()
    await show(house, a, OLDER)
    await take(house, OLDER)
    later, _ = await take(house, OLDER)

    await show(house, a, OLDER, known=later - 1)
    await cancel(house, a)

    assert await due(house) == set()


async def test_a_change_and_a_card_of_the_same_moment_never_miss_each_other(house: House) -> None:
    """Whichever commits first: the card is due, or was never out of date."""
    for number in range(20):
        a = await house.book(starts_at=NOW + timedelta(days=7, hours=2 * number))
        if number % 2:
            await asyncio.gather(cancel(house, a), show(house, a, number))
        else:
            await asyncio.gather(show(house, a, number), cancel(house, a))

        assert number in await due(house)


async def test_of_a_redrawing_and_a_press_of_the_same_moment_the_press_comes_last(
    house: House,
) -> None:
    """Never does a redrawing begin behind a press that knows of none."""
    for number in range(20):
        a = await house.book(starts_at=NOW + timedelta(days=7, hours=2 * number))
        await show(house, a, number)
        await cancel(house, a)

        if number % 2:
            card, (_, busy) = await asyncio.gather(begin(house, number), take(house, number))
        else:
            (_, busy), card = await asyncio.gather(take(house, number), begin(house, number))

        assert busy == (card is not None)


async def test_what_was_picked_and_not_done_is_left_to_others_for_a_while(house: House) -> None:
    a = await house.book()
    await show(house, a, OLDER)
    await cancel(house, a)
    async with house.database.autocommit() as autocommit:
        await autocommit.fetch("UPDATE cards SET due_at = clock_timestamp()")
        assert await cards.pick(autocommit, 10) == [
            (house.customer.id, OLDER, house.customer.telegram_id)
        ]
        assert await cards.pick(autocommit, 10) == []
    assert await due(house) == {OLDER}


async def test_who_can_be_reached_again_gets_what_has_changed_and_nothing_else(
    house: House,
) -> None:
    a = await house.book()
    other = await house.book(starts_at=NOW + timedelta(days=2))
    await show(house, a, OLDER)
    await show(house, other, NEWER)
    await cancel(house, a)
    card = await begin_redrawing(house, OLDER)
    async with house.database.autocommit() as autocommit:
        await cards.put_off(autocommit, card, None)
    assert await due(house) == set()

    await house.database.write(lambda w: cards.revive(w, house.customer.id))

    assert await due(house) == {OLDER}


async def test_cards_are_forgotten_when_their_session_is_over_and_not_before(
    house: House,
) -> None:
    a = await house.book()
    gone = await house.book(starts_at=NOW + timedelta(days=2))
    await show(house, a, OLDER)
    await show(house, gone, NEWER)
    await take(house, NEWER + 1)
    await cancel(house, gone)
    async with house.database.read() as reader:
        [[moment]] = await reader.fetch("SELECT clock_timestamp() + interval '1 hour'")

    assert await house.database.write(lambda w: cards.forget_older(w, moment)) == 2

    async with house.database.read() as reader:
        rows = await reader.fetch("SELECT message_id FROM cards")
    assert [row[0] for row in rows] == [OLDER]
