"""An admin sees how much would go before it goes."""

from handlers.chat.admin.settings.retention import SetRetention, ShowRetention
from storage.transactions import Database
from tests.handlers.chat.seeded import house
from tests.handlers.doorstep import ALEX, MIA, Visitor

__all__ = ["house"]


async def test_a_shorter_time_says_what_goes_and_a_longer_one_is_set_at_once(
    house: Database,
) -> None:
    alex = Visitor(house, ALEX, "Alex")
    await alex.type("/start")
    screen = await alex.press(ShowRetention())
    assert "Notes and answers of past sessions: until you delete them" in screen
    assert "Keep what your tax and trade law asks for" in screen
    await alex.press(alex.key("Sent messages"))
    assert "✓ 30 days" in alex.labels()
    await alex.press(alex.key("90 days"))
    assert "Saved" in alex.toast()
    await alex.press(ShowRetention(4))
    assert "would then remove nothing" in await alex.press(alex.key("14 days"))
    screen = await alex.press(alex.key("Keep it only that long"))
    assert "What this bot has sent: 14 days" in screen
    for forged in (SetRetention(99, 1), SetRetention(4, 1, 1), ShowRetention(-3)):
        assert "What this bot has sent: 14 days" in await alex.press(forged)
    mia = Visitor(house, MIA, "Mia")
    await mia.type("/start")
    assert "Only admins can do that" in await mia.press(SetRetention(4, 30, 1))
