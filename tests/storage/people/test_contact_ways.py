"""Who is reached at all: the database says the same about many as the rules about one."""

from collections.abc import Sequence
from itertools import product
from typing import Any

from domain.messages.channels import USUAL
from domain.messages.notices import Channel
from storage.people import contact_ways
from storage.people.contact_ways import ContactWays
from storage.transactions import Database, Writer
from storage.ways import reached_sql

PUSH, WEB, SMS, MAIL = Channel.PUSH, Channel.WEB_PUSH, Channel.SMS, Channel.MAIL
_PERSON = """
INSERT INTO people (telegram_id, first_name, unreachable_since, email, channels)
SELECT CASE WHEN $1 THEN 9000 + count(*) END, 'Mia', CASE WHEN $2 THEN NULL ELSE now() END,
    CASE WHEN $3 THEN count(*) || '@mia.example' END, $4::text[]
FROM people RETURNING id
"""
_PHONE = """
INSERT INTO identities (person_id, kind, value, verified_at)
VALUES ($1::bigint, 'phone', '+4930' || $1::bigint, CASE WHEN $2 THEN now() END)
"""
_APP = """
INSERT INTO push_subscriptions (person_id, channel, target, name, added_at, digest)
SELECT $1::bigint, 'push', $1::bigint::text, 'phone', now(),
    convert_to($1::bigint::text, 'UTF8')
"""
_REACHED = f"SELECT p.id, {reached_sql('$1')} FROM people p"


async def add(
    writer: Writer, chat: str, mail: bool, phone: str, app: bool, wanted: Sequence[Channel] | None
) -> int:
    [[person]] = await writer.fetch(_PERSON, chat != "none", chat == "here", mail, wanted)
    if phone:
        await writer.fetch(_PHONE, person, phone == "shown")
    if app:
        await writer.fetch(_APP, person)
    return int(person)


async def test_the_database_says_who_is_reached_as_the_rules_do(database: Database) -> None:
    kinds = list(
        product(
            ("none", "away", "here"),
            (False, True),
            ("", "said", "shown"),
            (False, True),
            (None, [], [SMS], [MAIL], sorted(USUAL)),
        )
    )

    async def work(writer: Writer) -> list[int]:
        return [await add(writer, *kind) for kind in kinds]

    ids = await database.write(work)
    offers: list[list[Channel]] = [[], [MAIL], [SMS], [PUSH], [WEB], [MAIL, SMS, PUSH, WEB]]
    answers: set[tuple[bool, ...]] = set()
    async with database.read() as reader:
        contacts: dict[int, Any] = {id_: await contact_ways.of_person(reader, id_) for id_ in ids}
        for offered in offers:
            reached = dict(map(tuple, await reader.fetch(_REACHED, offered)))
            for id_, contact in contacts.items():
                assert isinstance(contact, ContactWays)
                assert reached[id_] == contact.ways.reach(offered), (contact, offered)
            answers.add(tuple(reached.values()))
    assert len(answers) == 5  # a browser that nobody has subscribed changes nothing
