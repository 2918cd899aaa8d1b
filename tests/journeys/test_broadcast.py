"""An admin writes to many, and one of them wants no more, as both read it in two languages."""

import pytest

from tests.journeys.chat import Chat
from tests.journeys.script import play
from tests.journeys.stage import Stage
from tests.journeys.test_messages import german
from tests.journeys.the_week import LENA

pytestmark = pytest.mark.usefixtures("coachbook")


async def test_an_admin_writes_to_many_and_a_reader_wants_no_more(
    stage: Stage, mia: Chat, alex: Chat
) -> None:
    lena = await stage.chat(LENA)
    await play(
        """
        Mia says /start
        Mia sees [Book a session]
        Lena says /start
        Lena sees Hallo Lena
        Alex says /broadcast
        Alex sees Write to many at once [To customers] [To coaches] [To everybody]
        Alex taps To customers
        Alex sees 2 people will get it. [Only those of one coach]
        Alex says We are <closed> on Friday & back on Monday.
        Alex sees Shall I send it? [Send it to 2 people] [Rewrite it]
        Alex taps Send it to 2 people
        Mia sees We are <closed> on Friday & back on Monday. [No more such messages]
        Lena sees Neuigkeiten von [Keine solchen Nachrichten mehr]
        Alex sees 2 sent
        Lena taps Keine solchen Nachrichten mehr
        Lena sees Du bekommst keine Nachrichten mehr [Doch wieder Neuigkeiten]
        """,
        mia,
        alex,
        lena,
    )
    await german(alex)
    await play(
        """
        Alex says /broadcast
        Alex sees An viele auf einmal schreiben [An Kunden] [An alle]
        Alex taps An Kunden
        Alex sees Nicht dabei: 1 Person, die keine solchen Nachrichten möchte
        Lena taps Doch wieder Neuigkeiten
        Lena is told Gespeichert
        """,
        mia,
        alex,
        lena,
    )
