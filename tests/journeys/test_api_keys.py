"""Keys of the API as admins give them out in the chat, in two languages."""

import pytest

from storage.transactions import Database
from tests.journeys.chat import Chat
from tests.journeys.script import play
from tests.journeys.stage import Stage
from tests.journeys.the_week import LENA

pytestmark = pytest.mark.usefixtures("coachbook")


async def test_a_key_is_made_shown_once_and_revoked(
    alex: Chat, mia: Chat, database: Database
) -> None:
    await play(
        """
        Alex says /admin
        Alex sees [API keys]
        Alex taps API keys
        Alex sees There are none. [New key]
        Alex taps New key
        Alex sees What may the key do? [Bookings: –] [Reports, audit log: –]
        Alex taps Bookings: –
        Alex sees [✓ Bookings: read] [Next]
        Alex taps ✓ Bookings: read
        Alex sees [✓ Bookings: change] [Next]
        Alex taps Next
        Alex sees What is the key for?
        Alex says Website
        Alex sees Copy it now: it is shown this once [Revoke]
        """,
        alex,
    )
    text = str(alex.last()["text"])
    [key] = [word for word in text.split() if word.startswith("cbk_")]
    key_message = alex.last()["message_id"]
    await play(
        """
        Alex taps Back
        Alex sees API keys [Website]
        Alex taps Website
        Alex sees • Bookings: read and change [Revoke]
        Alex taps Revoke
        Alex sees Revoke the key “Website”? [Yes, revoke it]
        Alex taps Yes, revoke it
        Alex sees ✕ Revoked
        """,
        alex,
    )
    assert key not in str(alex.last()["text"])
    # A button of before says what is; a forged one of somebody else's leads nowhere.
    await alex.tap_data("1:ykx:1", key_message)
    await alex.expect("✕ Revoked")
    await mia.send("/help")
    await mia.expect("/book")
    await mia.tap_data("1:yks:1", mia.last()["message_id"])
    await mia.expect("Only admins can do that")
    async with database.read() as reader:
        done = await reader.fetch("SELECT action FROM audit WHERE entity = 'api_key' ORDER BY id")
    assert [row[0] for row in done] == ["make_api_key", "revoke_api_key"]


async def test_another_admin_hears_of_it_in_german(alex: Chat, stage: Stage) -> None:
    lena = await stage.chat(LENA)
    await play(
        """
        Lena says /start
        Lena sees Hallo Lena
        Alex says /role Lena admin
        Alex sees Make Lena Fuchs an admin? [Make them an admin]
        Alex taps Make them an admin
        Alex is told Done
        Lena sees Du bist hier jetzt Admin.
        Lena says /admin
        Lena sees [API-Schlüssel]
        Lena taps API-Schlüssel
        Lena sees Es gibt keinen. [Neuer Schlüssel]
        Alex says /admin
        Alex sees [API keys]
        Alex taps API keys
        Alex sees There are none. [New key]
        Alex taps New key
        Alex sees What may the key do? [Bookings: –] [Reports, audit log: –]
        Alex taps Reports, audit log: –
        Alex sees [Next]
        Alex taps Next
        Alex sees What is the key for?
        Alex says Books
        Alex sees Copy it now
        Lena sees Alex Stone hat einen API-Schlüssel erstellt: Books [Schlüssel ansehen]
        Lena taps Schlüssel ansehen
        Lena sees Handelt für Alex Stone [Widerrufen]
        Lena taps Widerrufen
        Lena sees Den Schlüssel „Books“ widerrufen? [Ja, widerrufen]
        Lena taps Ja, widerrufen
        Lena sees ✕ Widerrufen
        """,
        alex,
        lena,
    )
