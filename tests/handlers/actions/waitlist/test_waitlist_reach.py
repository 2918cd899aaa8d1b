"""The waitlist reaches people like everything else does: not only by Telegram."""

import pytest

from domain.messages.notices import Channel
from domain.waitlist.waitlist_refusals import NoWayToTell
from handlers.actions.waitlist.waitlist_watch import WaitlistWatch
from handlers.queries.starts.shop import Shop
from storage.people.people import Person
from tests.handlers.actions.in_line import at, fill, free, join, look, message_kinds, offers, rows
from tests.house import House

SLOT = at(10, 30)
MAIL = frozenset({Channel.MAIL})


async def leave_telegram(house: House, person: Person) -> None:
    await rows(
        house,
        "UPDATE people SET telegram_id = NULL, unreachable_since = now(),"
        " email = 'mia@example.org' WHERE id = $1",
        person.id,
    )


async def test_who_is_told_by_mail_is_offered_what_comes_free_and_keeps_it(house: House) -> None:
    await fill(house)
    mia, tom, *_ = house.customers
    await leave_telegram(house, mia)
    await join(house, mia, offered=MAIL)
    await join(house, tom)
    await free(house, SLOT)
    watch = WaitlistWatch(house.database, Shop(house.database), MAIL)

    assert await look(house, watch=watch) == 1
    assert await look(house, watch=watch) == 0

    assert await offers(house) == [(0, "open")]
    assert await message_kinds(house) == ["wait_offer"]


async def test_whom_no_way_reaches_that_is_set_up_cannot_join_and_is_passed_over(
    house: House,
) -> None:
    await fill(house)
    mia, tom, *_ = house.customers
    await leave_telegram(house, mia)
    with pytest.raises(NoWayToTell):
        await join(house, mia)
    await join(house, mia, offered=MAIL)
    await join(house, tom)
    await free(house, SLOT)

    await look(house)  # by now there is no server for mail any more

    assert await offers(house) == [(0, "unreachable"), (1, "open")]
