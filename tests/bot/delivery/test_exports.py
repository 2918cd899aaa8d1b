"""Exports come to the admins' chats: each file once, from whichever replica."""

from collections.abc import Mapping
from typing import IO, Any, cast

import pytest
from telegram.error import NetworkError

from bot.delivery.exports import Exports
from domain.refusals import NotAllowed
from domain.roles import ALLOWED, TEAM, Permission, Role
from domain.transfer.exports import ExportFormat, ExportSpec, ExportState, ExportTable
from handlers.actions.transfer import exporting
from handlers.files import export
from handlers.queries.starts.shop import Shop
from storage import audit
from storage.people import people
from storage.transactions import Database
from tests.house import NOW, House, acting, chat_of, open_house

WANTED = ExportSpec((ExportTable.CUSTOMERS, ExportTable.BOOKINGS), ExportFormat.CSV)


class Chat:
    """What came. fails: the file at which the network fails."""

    def __init__(self, fails: int = 0) -> None:
        self.files: list[str] = []
        self.said: list[str] = []
        self.chats: set[int] = set()
        self._fails = fails

    async def upload(
        self,
        method: str,
        fields: Mapping[str, Any],
        field: str,
        name: str,
        content: bytes | IO[bytes],
        *,
        timeout: float = 60,
    ) -> Any:
        assert not isinstance(content, bytes)
        if len(self.files) + 1 == self._fails:
            raise NetworkError("gone")
        self.chats.add(fields["chat_id"])
        self.files.append(f"{name} {len(content.read()) > 0} {fields['caption']}")

    async def call(self, method: str, payload: Mapping[str, Any]) -> Any:
        self.said.append(payload["text"])


@pytest.fixture
async def house(database: Database) -> House:
    house = await open_house(database)
    await database.write(lambda w: people.set_role(w, house.coach_person.id, Role.ADMIN))
    await house.book()
    return house


def exports(house: House, chat: Chat) -> Exports:
    database = house.database
    return Exports(database, chat.call, chat.upload, Shop(database), lambda: NOW, "en")


async def state(house: House) -> list[Any]:
    async with house.database.read() as reader:
        rows = await reader.fetch("SELECT state, sent FROM exports ORDER BY id")
    return [tuple(row) for row in rows]


async def test_it_comes_once_however_often_it_is_asked_for_and_is_written_down(
    house: House,
) -> None:
    admin, chat = acting(house.coach_person, Role.ADMIN), Chat()
    with pytest.raises(NotAllowed):
        await exporting.take(house.database, WANTED, actor=acting(house.customer), key="c", now=NOW)
    for key in ("a", "a", "b"):
        await exporting.take(house.database, WANTED, actor=admin, key=key, now=NOW)
    await exports(house, chat).look()
    await exports(house, chat).look()
    assert chat.files == ["coachbook-2026-03-02.zip True Here is your export."]
    assert chat.chats == {chat_of(house.coach_person)}
    assert await state(house) == [(ExportState.DONE, 1)]
    async with house.database.read() as reader:
        [[id_]] = await reader.fetch("SELECT id FROM exports")
        entries = await audit.of(reader, "export", id_)
    assert entries[0].after == {"kinds": ["customers", "bookings"], "format": "csv"}
    assert entries[0].actor_id == house.coach_person.id


async def test_another_replica_goes_on_with_the_files_that_have_not_gone(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export, "LARGEST", 1)  # each stretch has a file of its own
    admin, first, second = acting(house.coach_person, Role.ADMIN), Chat(fails=2), Chat()
    await exporting.take(house.database, WANTED, actor=admin, key="a", now=NOW)
    await exports(house, first).look()
    assert len(first.files) == 1
    [(now, sent)] = await state(house)
    assert (now, sent) == (ExportState.WAITING, 1)
    await house.database.write(lambda w: w.fetch("UPDATE exports SET leased_until = NULL"))
    await exports(house, second).look()
    assert second.files[0].startswith("coachbook-2026-03-02-2.zip")
    assert await state(house) == [(ExportState.DONE, 1 + len(second.files))]


async def test_who_may_have_it_is_read_from_the_one_table_of_rights(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    manager, chat = acting(house.coach_person, Role.MANAGER), Chat()
    monkeypatch.setitem(
        cast(dict[Permission, frozenset[Role]], ALLOWED), Permission.DATA, frozenset(TEAM)
    )
    await house.database.write(lambda w: people.set_role(w, house.coach_person.id, Role.MANAGER))
    await exporting.take(house.database, WANTED, actor=manager, key="a", now=NOW)
    await exports(house, chat).look()
    assert len(chat.files) == 1
    await exporting.take(house.database, WANTED, actor=manager, key="b", now=NOW)
    await house.database.write(lambda w: people.set_blocked(w, house.coach_person.id, NOW, "No."))
    await exports(house, chat).look()
    assert len(chat.files) == 1
    assert [one for one, _ in await state(house)] == [ExportState.DONE, ExportState.FAILED]


async def test_a_former_admin_gets_nothing_and_a_failure_is_told(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fails(*_: Any, **__: Any) -> None:
        return None

    monkeypatch.setattr(export, "write", fails)
    admin, chat = acting(house.coach_person, Role.ADMIN), Chat()
    await exporting.take(house.database, WANTED, actor=admin, key="a", now=NOW)
    await exports(house, chat).look()
    assert chat.said == [
        "Your export could not be made. "
        "Please ask for it again with /export, perhaps for fewer days."
    ]
    await exporting.take(house.database, WANTED, actor=admin, key="b", now=NOW)
    role = Role.CUSTOMER
    await house.database.write(lambda w: people.set_role(w, house.coach_person.id, role))
    await exports(house, chat).look()
    assert (len(chat.said), chat.files) == (1, [])
    assert [one for one, _ in await state(house)] == [ExportState.FAILED, ExportState.FAILED]
