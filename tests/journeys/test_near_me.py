"""A customer looks for a coach nearby, by a location that is not stored, in two languages."""

import pytest

from tests.journeys.chat import Chat
from tests.journeys.script import play
from tests.journeys.test_messages import german

pytestmark = pytest.mark.usefixtures("coachbook")


async def test_who_is_near_is_found_and_booked_from_a_shared_location(mia: Chat) -> None:
    await play(
        """
        Mia says /book
        Mia taps 📍 Near me
        Mia sees Where are you? [‹ Back]
        Mia says Berlin
        Mia sees I cannot read that as a location
        Mia taps 📍 Share my location
        Mia sees Got it ✓ I do not keep your location.
        Mia sees Near you
        Mia taps Anna Berg ·
        Mia sees What would you like to book with Anna Berg?
        Mia taps Intro call
        Mia sees Intro call with Anna Berg
        """,
        mia,
    )
    await german(mia)
    await play(
        """
        Mia says /book
        Mia taps 📍 In meiner Nähe
        Mia sees Wo bist du? [‹ Zurück]
        Mia taps 📍 Meinen Standort teilen
        Mia sees Danke ✓ Ich behalte deinen Standort nicht.
        Mia sees Die Nächsten zuerst, Luftlinie.
        Mia taps 📍 Von woanders
        Mia sees Wo bist du?
        Mia taps ‹ Zurück
        Mia sees Was möchtest du buchen? [📍 In meiner Nähe]
        """,
        mia,
    )
