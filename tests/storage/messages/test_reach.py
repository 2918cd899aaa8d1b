"""Who is out of reach: the database lists those whom the rules about one person say so of."""

from collections.abc import Sequence
from itertools import product

from domain.messages.channels import USUAL
from domain.messages.notices import Channel
from storage.messages import reach
from storage.transactions import Database, Reader, Writer

PUSH, WEB, SMS, MAIL = Channel.PUSH, Channel.WEB_PUSH, Channel.SMS, Channel.MAIL
_PERSON = """
INSERT INTO people (telegram_id, first_name, unreachable_since, email, channels)
SELECT CASE WHEN $1 THEN 9000 + count(*) END, 'Mia', CASE WHEN $2 THEN NULL ELSE now() END,
    CASE WHEN $3 THEN count(*) || '@mia.example' END, $4::text[]
FROM people RETURNING id
"""
_NUMBER = """
INSERT INTO identities (person_id, kind, value, verified_at)
VALUES ($1::bigint, 'phone', '+4930' || $1::bigint, now())
"""
_APP = """
INSERT INTO push_subscriptions (person_id, channel, target, added_at, digest)
VALUES ($1::bigint, 'push', 'x', now(), convert_to($1::bigint::text, 'UTF8'))
"""


async def add(
    writer: Writer, chat: str, mail: bool, number: bool, app: bool, wanted: Sequence[Channel] | None
) -> int:
    [[person]] = await writer.fetch(_PERSON, chat != "none", chat == "here", mail, wanted)
    if number:
        await writer.fetch(_NUMBER, person)
    if app:
        await writer.fetch(_APP, person)
    return int(person)


async def is_out_of_reach(reader: Reader, person_id: int, available: Sequence[Channel]) -> bool:
    """Who has blocked the bot is listed whatever else reaches them: they may not know it."""
    known = await reach.of_person(reader, person_id)
    assert known is not None
    return known.away_since is not None and (known.chat or not known.is_reachable(available))


async def test_who_is_out_of_reach_is_whom_nothing_reaches_with_everything(
    database: Database,
) -> None:
    kinds = list(
        product(
            ("none", "away", "here"),
            (False, True),
            (False, True),
            (False, True),
            (None, [], [SMS], [MAIL, SMS], sorted(USUAL)),
        )
    )

    async def work(writer: Writer) -> list[int]:
        return [await add(writer, *kind) for kind in kinds]

    ids = await database.write(work)
    answers = set()
    async with database.read() as reader:
        for available in ([], [MAIL], [SMS], [PUSH], [WEB], [MAIL, SMS, PUSH, WEB]):
            out = {id_ for id_ in ids if await is_out_of_reach(reader, id_, available)}
            listed = await reach.unreachable_page(reader, available, len(ids), 0)
            mailable = sum(one.mailable for one in listed)
            assert {one.person_id for one in listed} == out, available
            assert await reach.unreachable(reader, available) == (len(out), mailable)
            answers.add(frozenset(out))
    assert len(answers) == 4  # text messages and a browser nobody has subscribed change nothing
