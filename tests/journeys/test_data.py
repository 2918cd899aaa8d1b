"""An admin exports everything, and imports a list: in English and in German."""

import pytest

from bot.playground import Playground
from tests.journeys.chat import Chat
from tests.journeys.script import play

pytestmark = pytest.mark.usefixtures("coachbook")

CLIENTS = """First name,Last name,Mobile,E-mail,Birthday
Kim,Lee,+44 20 7946 0018,,1/2/90
Bo,,12,,
"""
KUNDEN = "Kunde;Telefon\nKim Lee;'+44 20 7946 0018\nIda Alt;+49 30 901820\n"


async def test_data_goes_out_and_comes_in(alex: Chat, mia: Chat, world: Playground) -> None:
    await play(
        """
        Alex says /export
        Alex sees Everything that this bot keeps [Everything] [Bookings] [Audit log]
        Alex taps Everything
        Alex sees The files hold personal data [As an Excel file] [As CSV]
        Alex taps As CSV
        Alex sees comes into this chat by itself
        """,
        alex,
    )
    await alex.expect("Here is your export.")
    sent = next(one for one in alex.messages.values() if "document" in one)
    assert sent["document"]["file_name"].endswith(".zip")
    await play(
        """
        Alex says /import
        Alex sees nothing is saved before you say so
        Alex says what?
        Alex sees That is not a file.
        """,
        alex,
    )
    await alex.upload("clients.csv", CLIENTS.encode())
    await play(
        """
        Alex sees Birthday: left out [Check the lines] [Columns]
        Alex taps Check the lines
        Alex sees “12” is not a number with its country [Bring in 1 line]
        Alex taps Bring in 1 line
        Alex sees 1 added [Undo this import]
        Alex says /language
        Alex sees Which language [Deutsch]
        Alex taps Deutsch
        Alex sees Was möchtest du tun?
        Alex says /import
        Alex sees Schick mir eine Datei
        """,
        alex,
    )
    await alex.upload("kunden.csv", KUNDEN.encode("cp1252"))
    await play(
        """
        Alex sees Kunde → Name [Zeilen prüfen] [Spalten]
        Alex taps Spalten
        Alex sees Tippe auf eine Spalte [Telefon → Telefon]
        Alex taps Zurück
        Alex sees 2 Zeilen, gelesen als: Kunden
        Alex taps Zeilen prüfen
        Alex sees 1 ist schon da [1 Zeile übernehmen]
        Alex taps 1 Zeile übernehmen
        Alex sees Fertig übernommen [Import rückgängig machen]
        Alex taps Import rückgängig machen
        Alex sees wieder entfernt [Wieder entfernen]
        Alex taps Wieder entfernen
        Alex sees 1 wieder entfernt
        Mia says /import
        Mia sees Only admins can do that here
        """,
        alex,
        mia,
    )
