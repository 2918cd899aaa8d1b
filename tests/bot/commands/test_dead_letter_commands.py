"""Dead letters at the command line: real letters, a real database, a real Bot API server."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.playground import PlaygroundServer
from bot.postgres import access
from bot.settings.settings import WrongSetting
from bot.timing.clock import Clock
from domain.appointments.appointment import Status
from domain.services.service import Approval
from domain.working_hours.hours import instant_of
from handlers.chat.customer.summary import Confirm
from storage.appointments import appointments
from storage.people import people
from storage.people.people import TelegramProfile
from storage.services import catalogue
from tests.bot.commands.kept_letters import FAULT, KeptLetters, press_update, text_update
from tests.bot.intake.arrivals import LENA, MIA
from tests.northside import open_northside
from tests.services import Postgres


async def test_letters_are_listed_with_who_did_what_and_how_it_failed(
    letters: KeptLetters,
) -> None:
    await letters.keep(text_update(1, "/book"))
    await letters.keep(text_update(2, "my secret worry", LENA), LENA)
    await letters.keep({"update_id": 3, "channel_post": {}}, None)

    assert await letters.tell() == 0

    assert letters.said == [
        "id  when (UTC)        person             what          error",
        "1   2026-05-01 09:12  Mia Keller (7001)  /book         KeyError: 'starts_at'",
        "2   2026-05-01 09:12  7005               text          KeyError: 'starts_at'",
        "3   2026-05-01 09:12  nobody known       channel_post  KeyError: 'starts_at'",
        "3 dead letters wait: `coachbook dead-letters show ID` tells all, `… retry ID` handles it "
        "again.",
    ]


async def test_a_letter_is_shown_whole(letters: KeptLetters) -> None:
    number = await letters.keep(text_update(1, "/book"))

    assert await letters.show(number) == 0

    text = "\n".join(letters.said)
    assert text.startswith(f"Dead letter {number}, waiting.\n")
    assert '"text": "/book"' in text
    assert text.endswith(FAULT.rstrip())
    assert await letters.show(99) == 1
    assert letters.said == ["There is no dead letter 99."]


async def test_no_number_is_too_large_or_too_small_for_there_being_no_such_letter(
    letters: KeptLetters,
) -> None:
    for number in (0, -1, 2**63 - 1, 2**63, 99999999999999999999):
        assert await letters.show(number) == await letters.retry(number) == 1
        assert letters.said == [f"There is no dead letter {number}."]


async def test_nothing_that_a_person_chose_reaches_the_terminal_as_an_order(
    letters: KeptLetters,
) -> None:
    evil = "Mia\x1b[2J\r\n2   2026-05-01 09:12  Lena\u202e\x9b"
    await letters.database.write(lambda w: people.register(w, TelegramProfile(MIA, evil)))
    number = await letters.keep(text_update(1, f"{evil}\x7f"))
    await letters.alter(r"UPDATE dead_letters SET error = E'  in send\nKeyError: \x1b[2J\x07'")
    texts = []
    for asking in (letters.tell(), letters.show(number), letters.retry(number)):
        await asking
        texts.append("\n".join(letters.said))

    assert texts[0].splitlines()[1:-1] == [
        f"{number}   2026-05-01 09:12  Mia\\u001b[2J\\r\\n2   2026-05-01 09:12  Lena\\u202e\\u009b "
        "(7001)  text  KeyError: \\u001b[2J\\u0007"
    ]
    assert all(letter.isprintable() or letter == "\n" for letter in "".join(texts))
    assert "\n  in send\nKeyError: " in texts[1]


async def test_a_retried_letter_is_answered_on_telegram_and_waits_no_longer(
    letters: KeptLetters,
) -> None:
    await open_northside(letters.database, Clock().now())
    number = await letters.keep(text_update(1, "/book"))

    assert await letters.retry(number) == 0

    assert letters.said == [
        f"Letter {number} is handled now, and Mia Keller (7001) has been answered."
    ]
    assert [text.partition("\n")[0] for text in letters.answers(MIA)] == [
        "What would you like to book?"
    ]
    assert await letters.tell() == 0
    assert letters.said == ["No dead letter waits."]
    assert await letters.retry(number) == 0
    assert letters.said[0].startswith(f"Letter {number} was handled already, at ")
    assert len(letters.answers(MIA)) == 1
    await letters.tell(everything=True)
    assert "handled at " in letters.said[1]


async def test_what_a_letters_first_attempt_had_stored_is_not_done_twice(
    letters: KeptLetters,
) -> None:
    now = Clock().now()
    await open_northside(letters.database, now)
    async with letters.database.read() as reader:
        offered = await catalogue.load(reader)
    anna = next(c for c in offered.coaches.values() if c.approval is Approval.MANUAL)
    service = next(s for s in offered.offered_services if s.minutes == 60)
    monday = now.date() + timedelta(days=14 - now.weekday())
    start = instant_of(monday, 600, anna.tz)
    assert start is not None
    press = Confirm(service.id, anna.id, start // 60, service.price.minor)
    # The same press twice, as if the first had failed after its commit and before its answer.
    update = press_update(77, press.pack())
    numbers = [await letters.keep(update), await letters.keep(update)]

    assert await letters.retry() == 0

    assert [line.partition(" is handled")[0] for line in letters.said] == [
        f"Letter {number}" for number in numbers
    ]
    async with letters.database.read() as reader:
        mia = await people.by_telegram_id(reader, MIA)
        assert mia is not None
        [appointment] = await appointments.of_customer(
            reader, mia.id, now, past=False, limit=9, offset=0
        )
        [[notices]] = await reader.fetch("SELECT count(*) FROM outbox WHERE kind = 'request'")
    assert (appointment.status, notices) == (Status.PENDING, 1)


async def test_a_letter_whose_answer_telegram_does_not_take_waits_still(
    letters: KeptLetters,
) -> None:
    stranger = 999_999
    number = await letters.keep(text_update(1, "/start", stranger), stranger)

    assert await letters.retry(number) == 1

    assert letters.said[0].startswith(f"Letter {number} waits still: Telegram did not take")


async def test_when_nothing_waits_or_nothing_is_left_of_it_that_is_said(
    letters: KeptLetters,
) -> None:
    assert await letters.retry() == 0
    assert letters.said == ["No dead letter waits."]

    number = await letters.keep({})
    assert await letters.retry(number, 99) == 1
    assert letters.said == [
        f"Letter {number} cannot be handled any more: updates are kept for 7 days, and its own is "
        "gone.",
        "There is no dead letter 99.",
    ]
    await letters.tell()
    assert letters.said == ["No dead letter waits."]


async def test_where_nobody_is_to_be_answered_nobody_is_named(letters: KeptLetters) -> None:
    post = {"message_id": 1, "date": 0, "chat": {"id": -100, "type": "channel", "title": "News"}}
    number = await letters.keep({"update_id": 5, "channel_post": post}, None)

    assert await letters.retry(number) == 0
    assert letters.said == [f"Letter {number} is handled now."]


async def test_with_telegram_away_nothing_is_tried(
    letters: KeptLetters, served: PlaygroundServer
) -> None:
    number = await letters.keep(text_update(1, "/start"))
    await served.stop()

    with pytest.raises(WrongSetting, match="Telegram cannot be asked, so nothing was tried"):
        await letters.retry(number)


async def test_without_a_token_the_playground_must_be_open(
    letters: KeptLetters, tmp_path: Path
) -> None:
    number = await letters.keep(text_update(1, "/start"))
    letters.settings = replace(letters.settings, token=None, data_dir=tmp_path / "data")

    with pytest.raises(WrongSetting, match="start `coachbook run` beside this"):
        await letters.retry(number)


async def test_a_database_that_a_newer_version_has_migrated_is_read_all_the_same(
    letters: KeptLetters,
) -> None:
    await letters.keep(text_update(1, "/start"))
    await letters.alter("UPDATE alembic_version SET version_num = '9999'")

    assert await letters.tell() == 0
    assert letters.said[-1].startswith("1 dead letter waits")


async def test_a_database_of_an_earlier_revision_is_left_alone(
    letters: KeptLetters, postgres: Postgres
) -> None:
    name = await postgres.create(empty=True)
    with pytest.raises(WrongSetting, match="run `coachbook migrate`"):
        async with access.database(replace(letters.settings, database_url=postgres.url(name))):
            pass
    await postgres.drop(name)
