"""Setting up a business: it says what is missing, with the button that fixes it."""

import pytest

from domain.starts.bookable import Gap
from handlers.buttons.coach_links import EditCoaches, ShowService, ShowWeek
from handlers.chat.admin.services.service_basics import EditPrice, EditTitle, SetPrice
from handlers.chat.admin.services.service_numbers import EditServiceNumber, SetServiceNumber
from handlers.chat.coach.working_hours.hours import SetDays
from handlers.chat.parts.week import EVERY_DAY, EditDays
from handlers.wording.words import languages, words_for
from storage.people import people
from storage.people.people import TelegramProfile
from storage.services import catalogue
from storage.transactions import Database
from tests.handlers.at_least_once import ALEX, Chat


@pytest.fixture
async def alex(database: Database) -> Chat:
    """An admin of a business with nothing in it."""
    chat = Chat(database, ALEX, "Alex")
    await chat.command("/start")
    await chat.tap("Menu")
    return chat


async def a_service(alex: Chat) -> None:
    await alex.command("/services")
    await alex.tap("Add a service")
    await alex.type("Deep talk")
    await alex.tap("1 hour")
    await alex.tap("€60.00")


async def add_themself(alex: Chat) -> None:
    await alex.tap("Add a coach")
    await alex.tap("Add myself")
    await alex.tap("Alex")


async def test_the_menu_names_the_next_step_until_customers_can_book(
    alex: Chat, database: Database
) -> None:
    assert "There is no service yet" in alex.screens[-1]
    assert "Add a service" in alex.keys
    mia = Chat(database, 7001, "Mia")
    assert "cannot book yet" not in await mia.command("/start")
    assert "Add a service" not in mia.keys

    await a_service(alex)
    menu = await alex.tap("Menu")
    assert "There is no coach yet" in menu
    await add_themself(alex)
    menu = await alex.tap("Menu")
    assert "You have no services yet" in menu
    await alex.tap("Choose what you do")
    await alex.tap("Deep talk")
    menu = await alex.tap("Menu")
    assert "Deep talk is hidden from customers" in menu
    await alex.tap("Show Deep talk")
    menu = await alex.tap("Menu")
    assert "You are not open for booking" in menu
    card = await alex.tap("Open for booking")
    assert "Customers book here: https://t.me/coachbook?start=c_1" in card
    assert "cannot book" not in await alex.tap("Menu")


async def test_without_services_a_new_coach_leads_to_adding_one(alex: Chat) -> None:
    await alex.command("/coaches")
    await add_themself(alex)

    assert "What is it called?" in await alex.tap("Add a service")


async def test_a_coach_who_is_added_for_a_service_leads_back_to_it(
    alex: Chat, database: Database
) -> None:
    await a_service(alex)
    await add_themself(alex)

    assert "✓ Deep talk" in " ".join(alex.keys)
    await alex.tap("Next")
    await alex.tap("as the business")
    card = await alex.tap("At once")
    assert "⚠ Deep talk is hidden from customers." in card
    opened = await alex.tap("Open for booking")
    assert alex.toast == "Open, but customers cannot book yet: see what is missing."
    assert "Open, but customers cannot book yet:\n⚠ Deep talk is hidden" in opened
    assert "Deep talk" in await alex.tap("Back to Deep talk")
    shown = await alex.tap("Show to customers")
    assert alex.toast == "Shown ✓ Customers can book it."
    assert "Shown to customers ✓" in shown
    async with database.read() as reader:
        assert len((await catalogue.load(reader)).offered_services) == 1


async def test_what_hides_a_service_is_mended_where_its_coach_is_opened(alex: Chat) -> None:
    await a_service(alex)
    await add_themself(alex)
    await alex.tap("Next")
    await alex.tap("as the business")
    await alex.tap("At once")
    await alex.tap("Open for booking")

    assert "Shown to customers ✓" in await alex.tap("Show Deep talk")


async def test_a_service_that_nobody_does_is_shown_and_says_so(alex: Chat) -> None:
    await a_service(alex)

    card = await alex.tap("Show to customers")

    assert alex.toast == "Shown, but customers cannot book it yet: see what is missing."
    assert "Shown, but customers cannot book it yet:\n⚠ No coach does Deep talk yet." in card
    assert "Who is the new coach?" in await alex.tap("Add a coach")
    await alex.command("/services")
    assert "⚠ Deep talk · 1 hour · €60.00" in alex.keys


async def test_a_service_of_a_paused_coach_opens_them_from_its_card(alex: Chat) -> None:
    await a_service(alex)
    await add_themself(alex)
    await alex.tap("Next")
    await alex.tap("as the business")
    await alex.tap("At once")
    await alex.tap("Back to Deep talk")
    card = await alex.tap("Show to customers")

    assert "⚠ You are not open for booking." in card
    await alex.tap("Open for booking")
    assert alex.toast == "Open ✓ Customers can book now."


async def test_a_coach_without_services_or_hours_is_open_for_nothing_and_says_what_for(
    alex: Chat,
) -> None:
    await alex.command("/coaches")
    await add_themself(alex)
    assert "There are no services yet" in alex.screens[-1]
    await alex.tap("Next")
    await alex.tap("as the business")
    await alex.tap("At once")
    await alex.press(SetDays(1, EVERY_DAY, 0, 0))
    await alex.tap("Back")
    opened = await alex.tap("Open for booking")

    assert "⚠ You have no services yet.\n⚠ You have no working hours yet." in opened
    assert "Your working hours" in await alex.tap("Set your hours")
    await alex.tap("Back")
    assert "What is it called?" in await alex.tap("Add a service")


async def test_hours_that_are_too_short_for_the_service_leave_nothing_free(alex: Chat) -> None:
    await a_service(alex)
    await add_themself(alex)
    await alex.press(SetDays(1, EVERY_DAY, 540, 570))
    await alex.press(ShowService(1))
    card = await alex.tap("Show to customers")
    await alex.tap("Open for booking")

    assert "not open for booking" in card
    assert "You have nothing free for Deep talk" in alex.screens[-1]
    assert "(60 days): no stretch of working hours is long enough." in alex.screens[-1]


@pytest.mark.parametrize(
    "typed", ["@cleo_m", "@CLEO_M", "t.me/cleo_m", "https://t.me/Cleo_M?start=x", " @cleo_m. "]
)
async def test_a_coach_is_added_by_the_user_name_once_they_have_pressed_start(
    alex: Chat, database: Database, typed: str
) -> None:
    profile = TelegramProfile(7020, "Cleo", "Moss", username="Cleo_M")
    await database.write(lambda w: people.register(w, profile))
    await alex.command("/addcoach")

    assert "Cleo Moss</b> (Telegram id 7020)" in await alex.type(typed)


async def test_a_user_name_that_is_not_known_says_what_works(alex: Chat) -> None:
    await alex.command("/addcoach")
    reply = await alex.type("@cleo_m")
    assert "I have not met anybody of that name" in reply
    assert "https://t.me/coachbook" in reply
    assert "That is me" in await alex.type("@Coachbook")
    assert "I cannot tell who that is" in await alex.type("Cleo")


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("gap", Gap)
def test_every_gap_has_its_sentence_and_its_button(gap: Gap, language: str) -> None:
    words, names = words_for(language), {"coach": "Anna", "service": "Talk", "ahead": "60"}
    for id_ in (f"gap.{gap}", f"gap.key_{gap}"):
        assert words.label(id_, **names) != id_


async def test_an_admin_who_tries_to_book_is_led_to_what_is_missing(alex: Chat) -> None:
    assert "nothing to book" in await alex.command("/book")
    assert "What is it called?" in await alex.tap("Add a service")


async def test_before_anything_is_set_a_question_names_the_default(alex: Chat) -> None:
    await alex.command("/services")
    await alex.tap("Add a service")
    assert "Default: 1 hour." in await alex.type("Deep talk")
    assert "Default: free." in await alex.tap("45 min")
    await alex.tap("€60.00")
    assert "Now: €60.00." in await alex.press(EditPrice(1, 0))


async def test_an_old_save_leaves_a_newer_number_or_price_as_it_is(alex: Chat) -> None:
    await a_service(alex)
    for edit, old, new, saves in (
        (EditPrice(1, 0), "75", "80", (SetPrice(1, 7500, 0, 6000), SetPrice(1, 9000, 0, 6000))),
        (EditServiceNumber(1, "len", 0), "50", "55", (SetServiceNumber(1, "len", 50, 0, 60),)),
    ):
        await alex.press(edit)
        await alex.type(old)
        await alex.type(new)
        await alex.tap("✓ Save")
        for save in saves:
            refused = await alex.press(save)
            assert "changed since that screen was shown, so nothing was saved" in refused
        assert new in await alex.tap("Deep talk")
    assert "1 hour" in await alex.press(
        SetServiceNumber(1, "len", 60, 0)
    )  # of before there were marks


async def test_a_typed_edit_says_that_it_is_saved_as_a_pressed_one_does(alex: Chat) -> None:
    await a_service(alex)
    await alex.press(EditPrice(1, 0))
    assert "I read: <b>€75.00</b>" in await alex.type("75")
    assert "€75.00" in await alex.tap("✓ Save")
    assert alex.toast == "Saved ✓"
    await alex.press(EditPrice(1, 0))
    await alex.tap("€80.00")
    assert alex.toast == "Saved ✓"
    await alex.press(EditTitle(1))
    typed = await alex.type("Long talk")
    assert typed.startswith("<b>Saved ✓</b>\n\n<b>Long talk</b> · Basics")
    assert "€80.00" in typed

    await alex.press(EditCoaches(1, 0, 0))
    await add_themself(alex)
    await alex.press(ShowWeek(1))
    await alex.press(EditDays(1, 0b0100000))
    await alex.type("10-12")
    hours = await alex.tap("✓ Save")
    assert hours.count("Saved ✓") == 1
    await alex.command("/settings")
    await alex.tap("Rename")
    assert (await alex.type("Northside")).startswith("<b>Saved ✓</b>")
