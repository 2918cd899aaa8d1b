"""Cards in both chats, as a session goes its way: one of them lives, and none of them lies."""

import asyncio
from datetime import timedelta

from sqlalchemy import func, update

from storage.tables.cards import cards
from storage.transactions import Database
from tests.coachbook import Coachbook
from tests.journeys.chat import Chat
from tests.journeys.reading import Json, labels_of, text_of
from tests.journeys.script import play
from tests.journeys.stage import Stage
from tests.journeys.the_proposal import REQUEST
from tests.journeys.the_week import MONDAY

TO_BE_REDRAWN = "SELECT FROM cards WHERE due_at NOTNULL OR busy_until > clock_timestamp()"
OPENS = {"Show my appointment", "Show this session"}


async def wait_for_text(chat: Chat, fragment: str, message_id: int) -> Json:
    """The message, as soon as it says so."""
    async with asyncio.timeout(30):
        while fragment not in text_of(chat.messages[message_id]):  # noqa: ASYNC110 - it is a message
            await asyncio.sleep(0.05)
    return chat.messages[message_id]


def living(chat: Chat) -> list[int]:
    """Messages with a button that does something about a session."""
    ways = OPENS | {"☰ Menu", "‹ Back", "Book again"}
    # These change nothing.
    ways |= {"Message Anna Berg", "Message Mia Keller", "Conversation", "History and notes"}
    cards = [m for m in chat.messages.values() if "Coaching session" in text_of(m)]
    other_times = ("Thu 8 May, ", "With anyone")  # of another session, where this one lapsed
    about = {m["message_id"]: set(labels_of(m)) - ways for m in cards}
    return [n for n, keys in about.items() if not all(k.startswith(other_times) for k in keys)]


async def test_older_cards_say_how_things_are_and_the_newest_lives(mia: Chat, anna: Chat) -> None:
    await play(REQUEST, mia, anna)
    sent, request_card = mia.last()["message_id"], anna.last()["message_id"]

    await play(
        """
        Anna taps ✓ Approve
        Anna sees Confirmed ✓ [Move session] [Cancel session]
        Mia sees Anna Berg has confirmed [Show my appointment]
        """,
        mia,
        anna,
    )
    old = await wait_for_text(mia, "Confirmed ✓", sent)
    assert labels_of(old) == ["Show my appointment"]
    assert "Request sent" not in text_of(old)
    assert living(anna) == [request_card]

    await play(
        """
        Mia taps Show my appointment
        Mia sees Confirmed ✓ [Cancel it]
        Mia taps Cancel it
        Mia sees Cancel this session?
        Mia taps Yes, cancel it
        Mia sees Cancelled ✕
        Anna sees ✕ Mia Keller has cancelled
        """,
        mia,
        anna,
    )
    for chat, message in ((mia, sent), (anna, request_card)):
        old = await wait_for_text(chat, "Cancelled ✕", message)
        assert set(labels_of(old)) <= OPENS
        assert any(entity["type"] == "strikethrough" for entity in old["entities"])
    assert living(mia) == living(anna) == []


async def test_a_request_that_lapses_is_told_to_both_and_leaves_no_button(
    stage: Stage, mia: Chat, anna: Chat
) -> None:
    await play(REQUEST, mia, anna)
    sent, request_card = mia.last()["message_id"], anna.last()["message_id"]

    await stage.advance_to(MONDAY + timedelta(days=3, hours=1, minutes=1))

    await mia.expect("Anna Berg did not answer in time", buttons=["Book again"])
    await anna.expect("Lapsed: the request of Mia Keller was not answered")
    await wait_for_text(mia, "Expired without an answer ✕", sent)
    await wait_for_text(anna, "Expired without an answer ✕", request_card)
    assert living(mia) == living(anna) == []


async def test_a_coach_sees_who_will_be_there(stage: Stage, mia: Chat, anna: Chat) -> None:
    await play(REQUEST, mia, anna)
    await play("Anna taps ✓ Approve\nAnna sees Confirmed ✓", anna)
    card = anna.last()["message_id"]
    await stage.advance_to(MONDAY + timedelta(days=2, hours=1, minutes=1))
    await mia.expect("Reminder", buttons=["✓ I will be there"])

    await play("Mia taps ✓ I will be there\nMia is told Thank you\nMia sees Confirmed ✓", mia)

    await wait_for_text(anna, "Mia Keller says: I will be there", card)
    await stage.advance_to(MONDAY + timedelta(days=3))
    await play("Anna says /today\nAnna sees Mia Keller, Coaching session, confirmed, will be", anna)


async def test_a_move_leaves_one_card_even_when_the_process_dies_before_it_is_redrawn(
    coachbook: Coachbook, database: Database, mia: Chat, anna: Chat
) -> None:
    await play(REQUEST, mia, anna)
    sent, request_card = mia.last()["message_id"], anna.last()["message_id"]
    await play("Mia says /appointments\nMia sees Your upcoming sessions", mia)
    listed = mia.last()["message_id"]
    await play(
        """
        Mia taps Thu 8 May, 10:00
        Mia sees Waiting for Anna Berg to answer ⏳ [Move it]
        Mia taps Move it
        Mia sees Coaching session with Anna Berg
        Mia taps 9
        Mia sees what time?
        Mia taps 16:00
        Mia sees Move the session?
        Mia taps ✓ Move it
        Mia sees Fri, 9 May 2031, 16:00
        Anna sees Mia Keller has moved the session [✓ Approve]
        """,
        mia,
        anna,
    )
    news = anna.last()["message_id"]
    async with asyncio.timeout(30), database.read() as reader:
        known = """SELECT FROM cards JOIN people ON people.id = person_id
            WHERE telegram_id = $1 AND message_id = $2"""
        while not await reader.fetch(known, anna.person, news):  # noqa: ASYNC110 - it is a row
            await asyncio.sleep(0.02)  # until it is known which message the news has become
    coachbook.kill()
    # What it had begun with is its own for a while; that is not what is waited for here.
    due = (
        update(cards).where(cards.c.due_at.is_not(None)).values(due_at=func.now(), busy_until=None)
    )
    await database.write(lambda writer: writer.run(due))
    await coachbook.start()

    for chat, message in ((mia, sent), (anna, request_card)):
        old = await wait_for_text(chat, "Fri, 9 May 2031, 16:00", message)
        assert set(labels_of(old)) <= OPENS
    assert living(mia) == [listed]
    assert living(anna) == [news]


async def test_a_screen_that_its_reader_has_turned_to_something_else_is_left_alone(
    mia: Chat, anna: Chat, database: Database
) -> None:
    await play(REQUEST, mia, anna)
    sent = mia.last()["message_id"]
    await play("Mia taps ☰ Menu\nMia sees What would you like to do?", mia)
    menu = mia.messages[sent]

    await play("Anna taps ✓ Approve\nAnna sees Confirmed ✓\nMia sees has confirmed", mia, anna)
    async with asyncio.timeout(30), database.read() as reader:
        while await reader.fetch(TO_BE_REDRAWN):  # noqa: ASYNC110 - they are rows
            await asyncio.sleep(0.02)

    assert mia.messages[sent] == menu
