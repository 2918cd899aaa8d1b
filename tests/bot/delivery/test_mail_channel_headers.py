"""What people type never becomes a mail header, all the way through a server."""

import pytest

from storage.services import catalogue
from storage.transactions import Writer
from tests import strict_mail
from tests.bot.delivery.mail_office import DESK, EMAIL, Office, office

__all__ = ["office"]

HEADER = "=?utf-8?q?a=0D=0AReply-To:_q@evil.example?="


@pytest.mark.parametrize("sender", [DESK, f"Desk, {HEADER} <{DESK}>"])
async def test_a_name_writes_no_header_of_a_letter_on_its_way_through_a_server(
    office: Office, sender: str
) -> None:
    business = f"{HEADER} <root@evil.example>\r\nBcc: you@evil.example"

    async def rename(writer: Writer) -> None:
        before = (await catalogue.load(writer)).business
        await catalogue.update_business(writer, type(before)(business, before.zone, business))
        await catalogue.update_coach(writer, office.house.coach.id, name=HEADER)

    await office.database.write(rename)
    await office.meet(name=HEADER)
    async with office.deliver(sender=sender):
        await office.tell("approved")
        await office.box.letter()

    assert office.box.recipients == [EMAIL]
    letter = strict_mail.read(office.box.raw[0])
    shown = strict_mail.unstructured(letter.headers["Subject"])
    assert shown == f"Good news: {HEADER} has confirmed ✓"
    assert strict_mail.mailbox(letter.headers["To"]) == ("", EMAIL)
    name = f"Desk, {HEADER}" if sender != DESK else " ".join(business.split())
    assert strict_mail.mailbox(letter.headers["From"]) == (name, DESK)


async def test_an_address_that_is_none_costs_the_letter_and_no_header(office: Office) -> None:
    await office.meet(email="mia@example.org\r\nBcc: you@evil.example")
    async with office.deliver():
        await office.tell("approved")
        await office.until("approved", "failed")

    assert office.box.letters == []
    assert "its address is none" in str((await office.rows())["approved"][2])
