"""A coach's card says by which way they are written to, where Telegram does not reach them."""

import pytest

from domain.messages.notices import Channel
from handlers.buttons.coach_links import ShowCoach
from storage.transactions import Database
from tests.handlers.chat.seeded import house, with_anna
from tests.handlers.doorstep import ALEX, NOW, Visitor

__all__ = ["house"]

APP = """
INSERT INTO push_subscriptions (person_id, channel, target, added_at, digest)
VALUES ($1, 'push', 'x', $2, 'x')
"""
AWAY = "UPDATE people SET unreachable_since = $2, email = 'anna@example.org' WHERE id = $1"
WITHOUT_CHAT = """
UPDATE people SET unreachable_since = $2, email = 'anna@example.org', telegram_id = NULL
WHERE id = $1
"""


@pytest.mark.parametrize(
    ("ways", "away", "without_chat"),
    [
        ({Channel.PUSH, Channel.MAIL}, "Until then I write to them in their app.", "in their app"),
        ({Channel.MAIL}, "Until then I write to them by e-mail.", "I write to them by e-mail"),
        ({Channel.SMS}, "has blocked me", "What they would be told comes to the team"),
    ],
)
async def test_the_card_names_the_way_that_is_set_up(
    house: Database, ways: set[Channel], away: str, without_chat: str
) -> None:
    _, anna, _ = await with_anna(house)
    alex = Visitor(house, ALEX, "Alex", ways=frozenset(ways))
    await house.write(lambda w: w.fetch(APP, anna.person_id, NOW))
    for change, sentence in ((AWAY, away), (WITHOUT_CHAT, without_chat)):
        async with house.read() as reader:
            await reader.fetch(change, anna.person_id, NOW)
        card = await alex.press(ShowCoach(anna.id))
        assert sentence in card
        assert ("I write to them" in card) == (Channel.SMS not in ways)
