"""Dead letters retried, many of them or in trouble: each once, and none held up by another."""

import asyncio

from bot.commands import dead_letter_commands
from storage import audit
from storage.business import dead_letters
from tests.bot.commands.kept_letters import KeptLetters, text_update
from tests.bot.intake.arrivals import MIA

# Nobody gets an answer to this one.
POSTS = """
INSERT INTO dead_letters (at, update, error)
SELECT now(), jsonb_build_object('update_id', n, 'channel_post', json_build_object('message_id', n,
    'date', 0, 'chat', '{"id": -100, "type": "channel", "title": "News"}'::json)), 'Oops'
FROM generate_series(101, 700) n
"""


async def recorded(letters: KeptLetters, number: int) -> list[bool]:
    """Of each time the letter was retried at the command line, whether it was handled."""
    async with letters.database.read() as reader:
        lines = await audit.of(reader, "dead_letter", number)
    assert {(one.action, one.actor_id, one.door) for one in lines} == {
        ("retry", None, "command_line")
    }
    return [one.after["handled"] for one in lines if one.after]


async def test_all_that_waited_at_the_start_are_tried_once_however_many_and_whatever_fails(
    letters: KeptLetters,
) -> None:
    stranger = 999_999
    numbers = [await letters.keep(text_update(1, "/start", stranger), stranger)]
    await letters.alter(POSTS)
    numbers += range(numbers[0] + 1, numbers[0] + 601)
    numbers.append(await letters.keep(text_update(9_000, "/start", stranger), stranger))
    late: list[asyncio.Task[int]] = []
    sentences: list[str] = []

    def say(sentence: str) -> None:
        # While the first are retried, others arrive.
        if not sentences:
            late.append(asyncio.create_task(letters.keep(text_update(9_001, "/start"))))
        sentences.append(sentence)

    assert await dead_letter_commands.retry(letters.settings, say, []) == 1

    assert [int(sentence.split()[1]) for sentence in sentences] == numbers
    assert all(sentence.endswith(" is handled now.") for sentence in sentences[1:-1])
    for sentence in (sentences[0], sentences[-1]):
        assert " waits still: Telegram did not take the answer (" in sentence
    [came] = await asyncio.gather(*late)
    async with letters.database.read() as reader:
        assert [letter.id for letter in await dead_letters.waiting(reader)] == [
            numbers[0],
            numbers[-1],
            came,
        ]


async def test_a_letter_that_is_named_twice_is_handled_once(letters: KeptLetters) -> None:
    number = await letters.keep(text_update(1, "/start"))

    assert await letters.retry(number, number) == 0

    assert letters.said[1].startswith(f"Letter {number} was handled already, at ")
    assert len(letters.answers(MIA)) == 1
    assert await recorded(letters, number) == [True]


async def test_a_database_that_fails_for_one_letter_does_not_keep_the_next_from_being_tried(
    letters: KeptLetters,
) -> None:
    first, second = [await letters.keep(text_update(n, "/start")) for n in (1, 2)]
    await letters.alter(
        f"""CREATE FUNCTION dawdle() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF OLD.id = {first} THEN RAISE EXCEPTION USING ERRCODE = 'query_canceled'; END IF;
            RETURN NEW;
        END $$"""
    )
    await letters.alter(
        "CREATE TRIGGER dawdle BEFORE UPDATE ON dead_letters FOR EACH ROW EXECUTE FUNCTION dawdle()"
    )

    assert await letters.retry() == 1

    assert letters.said[0].startswith(f"Letter {first} waits still. The database cannot be reached")
    assert letters.said[1].startswith(f"Letter {second} is handled now")


async def test_a_letter_that_fails_again_waits_still_until_the_fault_is_gone(
    letters: KeptLetters,
) -> None:
    number = await letters.keep(text_update(1, "/start"))
    await letters.alter("ALTER TABLE services RENAME TO lost")

    assert await letters.retry() == 1

    [sentence] = letters.said
    assert sentence.startswith(f"Letter {number} waits still: it failed again (")
    assert 'relation "services" does not exist' in sentence
    async with letters.database.read() as reader:
        assert [letter.id for letter in await dead_letters.waiting(reader)] == [number]
    assert letters.answers(MIA) == []

    await letters.alter("ALTER TABLE lost RENAME TO services")
    assert await letters.retry() == 0
    assert len(letters.answers(MIA)) == 1
    assert await recorded(letters, number) == [False, True]
