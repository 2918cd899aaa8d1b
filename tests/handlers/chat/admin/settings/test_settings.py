"""What an admin sets for the business: with its effects, and as customers then find it."""

from datetime import timedelta

import pytest

from domain.appointments.appointment import Appointment
from domain.services.catalogue import Business
from handlers.buttons.coach_links import ShowBusiness
from handlers.buttons.settings_links import PreviewScreen, ShowMessageCosts, ShowRules, ShowTexts
from handlers.chat.admin.settings.business_currency import PickCurrency, SaveCurrency
from handlers.chat.admin.settings.business_languages import SetLanguageOffered
from handlers.chat.admin.settings.business_texts import EditText, NoText
from handlers.chat.admin.settings.business_zone import EditBusinessZone, SaveBusinessZone
from handlers.chat.everyone.menu import ChooseLanguage, SetLanguage
from handlers.chat.parts.zones import number_of
from storage.services import catalogue
from storage.transactions import Database
from tests.handlers.chat.seeded import booked, house
from tests.handlers.doorstep import ALEX, MIA, NOW, Visitor

__all__ = ("booked", "house")


@pytest.fixture
async def alex(house: Database) -> Visitor:
    return Visitor(house, ALEX, "Alex")


async def of_business(database: Database) -> Business:
    async with database.read() as reader:
        return (await catalogue.load(reader)).business


async def test_another_zone_says_first_what_it_changes(
    alex: Visitor, house: Database, booked: Appointment
) -> None:
    await alex.press(EditBusinessZone())
    question = await alex.type("Lisbon")
    assert "The business moves to Lisbon (Europe/Lisbon)?" in question
    assert "It is 08:00 there now, and 09:00 where it has been so far." in question
    assert "1 session that is booked ahead" in question
    assert "Anna Berg: Berlin, Ben Okoro: Berlin" in question
    assert "Opening hours of rooms" in question
    assert (await of_business(house)).zone == "Europe/Berlin"
    assert "Time zone: Lisbon" in await alex.press(SaveBusinessZone(number_of("Europe/Lisbon")))
    # Nothing is booked any more: it is saved at once.
    alex.now = NOW + timedelta(days=30)
    await alex.press(EditBusinessZone())
    assert "Time zone: Madrid" in await alex.type("Madrid")


async def test_another_currency_says_first_what_it_changes(
    alex: Visitor, house: Database, booked: Appointment
) -> None:
    question = await alex.press(PickCurrency("GBP"))
    assert "All prices in British Pound (GBP)?" in question
    assert "Coaching session: €90.00 → £90.00" in question
    assert "1 session that is booked or asked for: its price was agreed" in question
    assert (await of_business(house)).currency is None
    assert "Prices in: British Pound (GBP)" in await alex.press(SaveCurrency("GBP"))
    assert "Coaching session · 1 hour · £90.00" in (await alex.type("/book"), alex.labels())[1]
    assert "find" in await alex.press(SaveCurrency("ABC"))


async def test_words_of_its_own_are_read_where_they_are_written(
    alex: Visitor, house: Database
) -> None:
    await alex.press(NoText("greeting", "en"))
    await alex.press(EditText("greeting", "de"))
    reply = await alex.type("Schön, dass <b>du</b> da bist!")
    assert "not yet: customers read what I usually say" in reply
    assert "Greeting: not yet in English" in await alex.press(ShowBusiness())
    assert "⚠ Greeting: not yet in English" in await alex.press(ShowTexts())
    lena, mia = Visitor(house, 7005, "Lena"), Visitor(house, MIA, "Mia")
    lena.person["language_code"] = "de"
    assert "Schön, dass &lt;b&gt;du&lt;/b&gt; da bist!" in await lena.type("/start")
    assert "I book your sessions" in await mia.type("/start")
    await alex.press(EditText("privacy", "de"))
    await alex.type("northside.example/datenschutz")
    assert "Privacy: northside.example/datenschutz" in await mia.type("/help")
    # The imprint is there in English alone.
    read = await lena.type("/rules")
    assert "Datenschutz: northside.example/datenschutz" in read
    assert "Impressum: Northside Coaching, Linden Street" in read
    await alex.press(NoText("greeting", "de"))
    assert "Ich buche deine Termine" in await lena.type("/start")
    for forged in (EditText("greeting", "xx"), EditText("insult", "de"), ShowTexts("insult")):
        assert "find" in await alex.press(forged)
    await alex.press(EditText("rules", "en"))
    assert "at most 800 characters" in await alex.type("x" * 801)
    assert "at most 20" in await alex.type("x\n" * 30)


async def test_only_offered_languages_are_spoken(alex: Visitor, house: Database) -> None:
    lena = Visitor(house, 7005, "Lena")
    lena.person["language_code"] = "de"
    await lena.press(SetLanguage("de"))
    assert "people in: English." in await alex.press(SetLanguageOffered("de", 0))
    assert (await of_business(house)).languages == ("en",)
    assert "Hello Lena" in await lena.type("/start")
    await lena.press(ChooseLanguage())
    assert "Deutsch" not in lena.labels()
    assert "find" in await lena.press(SetLanguage("de"))
    # The language of the setting cannot be taken away.
    await alex.press(SetLanguageOffered("en", 0))
    assert (await of_business(house)).languages == ("en",)
    await alex.press(SetLanguageOffered("de", 1))
    assert (await of_business(house)).languages == ()
    assert "Hallo Lena" in await lena.type("/start")


async def test_every_rule_says_what_holds_and_leads_to_where_it_is_set(
    alex: Visitor, house: Database
) -> None:
    rules = await alex.type("/rules")
    assert "A customer may have 20 sessions ahead of them" in rules
    assert "Latest: book 1 hour ahead, move 12 hours ahead" in rules
    await alex.press(alex.key("Time to answer"))
    await alex.type("6 hours")
    await alex.press(alex.key("✓ Save"))
    assert "A coach has 6 hours to answer" in await alex.press(ShowRules())
    mia = Visitor(house, MIA, "Mia")
    read = await mia.type("/rules")
    assert "answered within 6 hours" in read
    assert "You can move or cancel a session by yourself until 12 hours before" in read
    assert "Team workshop" in read
    assert "Time to answer" not in mia.labels()
    assert "Settings" not in mia.labels()


async def test_a_preview_is_what_a_customer_sees_and_its_keys_lead_nowhere(
    alex: Visitor, house: Database
) -> None:
    mia = Visitor(house, MIA, "Alex")
    mine = {"first": await mia.type("/start"), "services": await mia.type("/book")}
    labels = {"services": mia.labels()}
    for name, screen in mine.items():
        seen = await alex.press(PreviewScreen(name))
        mark, _, rest = seen.partition("\n\n")
        assert "Preview (English)" in mark
        assert rest == screen
        assert not {*labels.get(name, ())} - {*alex.labels()}
    await alex.press(alex.key("Intro call · 20 min · free"))
    assert "customers’ buttons do nothing here" in alex.toast()
    assert "Who would you like to see" in await alex.press(PreviewScreen("service", "", 1))
    assert "Preview (German)" in await alex.press(PreviewScreen("first", "de"))
    assert "willkommen bei <b>Northside Coaching</b>" in await alex.press(
        PreviewScreen("first", "de")
    )
    assert "Preview" in await alex.press(PreviewScreen("service", "", 999))
    for forged in (PreviewScreen("secret"), PreviewScreen("first", "xx")):
        assert "find" in await alex.press(forged)
    assert "Only admins" in await mia.press(PreviewScreen())


async def test_where_account_codes_go_by_text_is_typed_and_how_many(
    alex: Visitor, house: Database
) -> None:
    shown = await alex.press(ShowMessageCosts())
    assert "50 account codes by text a day at most to people who are new" in shown
    assert "mobile numbers in Germany and in countries of customers" in shown
    await alex.press(alex.key("Countries for codes"))
    for wrong in ("Atlantis", "Germany, Atlantis", ",,,", "DE," * 60, "\ud800"):
        assert "I do not know all of these countries" in await alex.type(wrong), wrong
    assert "mobile numbers in Germany, Austria" in await alex.type("germany; AT, Germany")
    assert (await of_business(house)).sms_countries == ("DE", "AT")
    await alex.press(alex.key("Countries for codes"))
    assert "countries of customers" in await alex.press(alex.key("Where our customers are"))
    await alex.press(alex.key("Codes a day"))
    assert "No account codes by text" in await alex.press(alex.key("None"))
    await alex.press(ChooseLanguage())
    await alex.press(alex.key("Deutsch"))
    assert "Keine Kontocodes per SMS" in await alex.press(ShowMessageCosts())
