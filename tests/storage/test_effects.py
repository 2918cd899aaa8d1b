"""What a transaction leaves behind: each row has every column its INSERT names."""

from domain.messages.notices import Lane, NoticeKind
from domain.roles import SYSTEM
from storage import audit, effects, idempotency
from storage.messages import outbox
from storage.messages.outbox import OutboxMessage
from storage.tables.audit import audit as audit_table
from storage.transactions import Database, Writer
from tests.house import NOW


async def test_no_column_is_named_that_a_row_leaves_out_or_the_other_way_round(
    database: Database,
) -> None:
    async def work(writer: Writer) -> None:
        await audit.record(
            writer,
            at=NOW,
            actor=SYSTEM,
            action="a",
            entity="e",
            entity_id=1,
            before=None,
            after=None,
        )
        await idempotency.remember(writer, "key", None, {}, NOW)
        new = OutboxMessage("key", 1, NoticeKind.COACH_WELCOME, {}, Lane.REMINDER, NOW)
        await outbox.enqueue(writer, [new])
        rows = writer.effects
        for [row], columns in (
            (rows.audit, effects.AUDIT),
            (rows.handled, effects.HANDLED),
            (rows.outbox, effects.OUTBOX),
        ):
            assert sorted(row) == sorted(columns)
        rows.outbox.clear()

    await database.write(work)
    async with database.read() as reader:
        assert (await audit.of(reader, "e", 1))[0].door == SYSTEM.door


def test_what_the_database_says_by_itself_is_no_business_of_ours() -> None:
    left = {column.name for column in audit_table.columns} - set(effects.AUDIT)
    assert left == {"id", "settles"}
