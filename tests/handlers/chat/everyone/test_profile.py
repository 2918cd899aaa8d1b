"""What /profile shows of a person, and lets them take back."""

import pytest

from storage.people import people
from storage.transactions import Database
from tests.handlers.doorstep import MIA, Visitor

ADDRESS = "mia@example.org"


async def with_address(database: Database, *, mails: bool) -> Visitor:
    mia = Visitor(database, MIA, "Mia", mails=mails)
    await mia.type("/start")
    async with database.read() as reader:
        person = await people.by_telegram_id(reader, MIA)
    assert person is not None
    await database.write(lambda w: people.set_email(w, person.id, ADDRESS))
    return mia


async def test_without_a_mail_server_a_known_address_is_shown_and_removed(
    database: Database,
) -> None:
    mia = await with_address(database, mails=False)
    assert f"E-mail: {ADDRESS}. It is only on record" in await mia.type("/profile")
    assert "Set my e-mail" not in mia.labels()

    assert "E-mail" not in await mia.press(mia.key("Remove my e-mail"))

    async with database.read() as reader:
        person = await people.by_telegram_id(reader, MIA)
    assert person is not None
    assert person.email is None


@pytest.mark.parametrize("mails", [True, False])
async def test_an_address_is_asked_for_only_where_it_is_written_to(
    database: Database, mails: bool
) -> None:
    mia = Visitor(database, MIA, "Mia", mails=mails)

    assert ("E-mail: none" in await mia.type("/profile")) is mails
    assert ("Set my e-mail" in mia.labels()) is mails
