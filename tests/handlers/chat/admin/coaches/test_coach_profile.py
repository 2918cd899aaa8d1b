"""What customers see of a coach before they choose, set by an admin."""

import pytest
from telegram.error import BadRequest

from domain.coaches.profiles import Place, place_of
from handlers.chat.admin.coaches.coach_profile import EditCoachPlace, EditPhoto, ShowCoachProfile
from handlers.chat.customer.about_coaches import AboutCoaches
from handlers.chat.customer.services import PickService
from storage.transactions import Database
from tests.handlers.chat.seeded import house, with_anna
from tests.handlers.doorstep import ALEX, MIA, Visitor

__all__ = ["house"]
PHOTO = {"photo": [{"file_id": "AgACAgIAA", "file_unique_id": "a", "width": 90, "height": 90}]}
POINT = {"location": {"latitude": 52.53, "longitude": 13.38}}


@pytest.fixture
def alex(house: Database) -> Visitor:
    return Visitor(house, ALEX, "Alex")


async def test_an_admin_says_what_customers_see_and_they_see_it(
    alex: Visitor, house: Database
) -> None:
    _, anna, session = await with_anna(house)
    assert "help customers choose" in await alex.press(ShowCoachProfile(anna.id))
    await alex.press(alex.key("Category"))
    await alex.type("Career")
    await alex.press(alex.key("About"))
    assert "1 to 500 characters" in await alex.type("x" * 4096)
    await alex.type("Ten years of <teams> & quiet talks.")
    await alex.press(alex.key("Place"))
    await alex.type("Oak Lane 1")
    await alex.press(alex.key("Place"))
    assert "Place: Oak Lane 1" in await alex.send(**POINT)
    await alex.press(alex.key("Photo"))
    assert "not as a file" in await alex.type("me.jpg")
    assert "Saved ✓" in await alex.send(**PHOTO)
    assert alex.calls[-1][0] == "sendPhoto"

    _, anna, _ = await with_anna(house)
    assert (anna.category, anna.photo) == ("Career", "AgACAgIAA")
    assert place_of(anna) == Place("Oak Lane 1", 52.53, 13.38)

    mia = Visitor(house, MIA, "Mia")
    await mia.press(PickService(session.id, 0))
    profile = await mia.press(mia.key("About the coaches"))
    assert "<b>Anna Berg</b>\nCareer\n\nTen years of &lt;teams&gt; &amp; quiet talks." in profile
    assert mia.calls[-1][1]["media"]["media"] == "AgACAgIAA"
    assert "Ben Okoro" in await mia.press(mia.key("Next ›"))
    assert "Which day" in await mia.press(mia.key("Choose Ben Okoro"))


async def test_a_category_that_there_is_is_tapped_and_a_forged_one_is_none(
    alex: Visitor, house: Database
) -> None:
    _, anna, _ = await with_anna(house)
    await alex.press(ShowCoachProfile(anna.id))
    await alex.press(alex.key("Category"))
    await alex.type("Yoga")
    await alex.press(ShowCoachProfile(anna.id + 1))
    await alex.press(alex.key("Category"))
    pick = alex.key("Yoga")
    assert "Yoga" in await alex.press(pick)
    assert "not here" not in await alex.press(type(pick)(anna.id, 5))
    _, anna, _ = await with_anna(house)
    assert anna.category == "Yoga"


async def test_another_address_has_no_point_on_the_map_until_it_is_shared(
    alex: Visitor, house: Database
) -> None:
    _, anna, _ = await with_anna(house)
    await alex.press(EditCoachPlace(anna.id))
    await alex.send(**POINT)
    await alex.press(EditCoachPlace(anna.id))
    assert "not on the map yet" in await alex.type("Oak Lane 1")
    await alex.press(EditCoachPlace(anna.id))
    assert "Place: online" in await alex.press(alex.key("Online"))


async def test_a_photo_that_telegram_has_no_more_is_left_out(
    alex: Visitor, house: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, anna, session = await with_anna(house)
    await alex.press(EditPhoto(anna.id))
    await alex.send(**PHOTO)
    mia, call = Visitor(house, MIA, "Mia"), Visitor._call

    async def without_files(self: Visitor, method: str, payload: dict[str, object]) -> object:
        if method == "editMessageMedia":
            raise BadRequest("Wrong file identifier/HTTP URL specified")
        return await call(self, method, payload)

    monkeypatch.setattr(mia.bot, "call", without_files.__get__(mia))
    assert "<b>Anna Berg</b>" in await mia.press(AboutCoaches(session.id))
    assert mia.calls[-1][0] == "editMessageText"
