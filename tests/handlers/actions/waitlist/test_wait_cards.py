"""The notice of a time kept for somebody in line has no live buttons once it is no longer kept."""

from datetime import timedelta

from handlers.chat.cards import redrawing
from handlers.notices.rendering import compose
from handlers.wording.words import words_for
from storage.appointments import cards
from tests.handlers.actions.in_line import at, fill, free, join, look, pass_on, rows, take
from tests.handlers.doorstep import Visitor
from tests.house import NOW, House, chat_of

DUE = "SELECT due_at IS NOT NULL FROM cards WHERE side = 'wait'"


async def make_offer(house: House) -> int:
    """The first customer has the notice of a time in their chat; the id of the offer."""
    await fill(house)
    await join(house, house.customer)
    await join(house, house.customers[1])
    await look(house)
    await free(house, at(9))
    assert await look(house) == 1
    [[facts]] = await rows(house, "SELECT facts FROM outbox WHERE kind = 'wait_offer'")
    shown = compose("wait_offer", facts, words_for("en"), None).shows
    assert shown is not None
    async with house.database.autocommit() as autocommit:
        await cards.show(autocommit, house.customer.id, 77, shown, generation=None)
    assert [list(row) for row in await rows(house, DUE)] == [[False]]
    return int(facts["offer"])


async def draw_card(house: House) -> tuple[str, list[str]]:
    """What the card shows from then on."""
    visitor = Visitor(house.database, chat_of(house.customer), "Mia", now=NOW)
    async with house.database.autocommit() as autocommit:
        card = await cards.begin(autocommit, house.customer.id, 77)
    assert card is not None
    drawing = await redrawing.draw(visitor.bot, card)
    assert drawing is not None
    return drawing.screen.text, [key.label for row in drawing.screen.rows for key in row]


async def test_one_that_lapses_says_so_and_what_it_was(house: House) -> None:
    await make_offer(house)

    await look(house, NOW + timedelta(minutes=16))

    assert [list(row) for row in await rows(house, DUE)] == [[True]]
    text, labels = await draw_card(house)
    assert "has gone on to the next in line. You keep your place." in text
    assert "Coaching with Anna Berg" in text.replace(" · ", " with ")
    assert "Tue, 3 Mar 2026, 09:00" in text
    assert labels == ["My waitlist"]


async def test_one_that_was_answered_elsewhere_follows(house: House) -> None:
    await make_offer(house)

    await take(house, house.customer, at(9))

    text, labels = await draw_card(house)
    assert "You have taken this time already." in text
    assert labels == ["My appointments"]


async def test_one_that_was_passed_elsewhere_follows(house: House) -> None:
    await make_offer(house)

    await pass_on(house, house.customer)

    assert "You have passed on this time" in (await draw_card(house))[0]
