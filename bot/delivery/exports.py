"""Exports for admins: made by the first replica to claim them, and sent to their chats or stored
for download.

A file may take minutes, so nobody waits for it in the chat. The worker renews its lease every few
seconds; if it is killed, another one starts over, skipping the files already sent.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Any, Final, Protocol

import structlog
from telegram.error import BadRequest, Forbidden, RetryAfter, TelegramError

from bot.telegram.answers import seconds_of
from domain.roles import Door, Permission
from domain.transfer.exports import ExportState
from handlers.chat.frame.bot_api import BotApiCall
from handlers.files import export
from handlers.queries.starts.shop import Shop
from handlers.wording.words import Words, words_for, zone_info
from storage.people import people
from storage.transactions import Database
from storage.transfer import exports, kept_files
from storage.transfer.exports import LEASE, MOST_ATTEMPTS, ExportJob

log = structlog.get_logger(__name__)

SLOWEST: Final = 600.0  # seconds, for the largest file
SOON: Final = 15.0  # seconds between two tries to send
KINDS: Final = {
    ".csv": "text/csv",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".zip": "application/zip",
}


class Uploader(Protocol):
    """`bot.telegram.calls.Calls.upload`."""

    def __call__(
        self,
        method: str,
        fields: Mapping[str, Any],
        field: str,
        name: str,
        content: bytes | IO[bytes],
        *,
        timeout: float = 60,
    ) -> Awaitable[Any]: ...


class Exports:
    """One export at a time. language: if the person has none."""

    def __init__(
        self,
        database: Database,
        call: BotApiCall,
        upload: Uploader,
        shop: Shop,
        clock: Callable[[], datetime],
        language: str,
    ) -> None:
        self._database = database
        self._call = call
        self._upload = upload
        self._shop = shop
        self._clock = clock
        self._language = language

    async def look(self) -> None:
        """Make and send everything that waits."""
        while True:
            async with self._database.autocommit() as autocommit:
                one = await exports.take(autocommit)
            if one is None:
                return
            async with self._at_it(one):
                await self._bring(one)

    async def _bring(self, one: ExportJob) -> None:
        words = words_for(one.language, self._language)
        async with self._database.read() as reader:
            person = await people.by_id(reader, one.person_id)
        allowed = person is not None and person.at(Door.JOB).may(Permission.DATA)
        if not allowed or (one.telegram_id is None and not one.fetched):
            await self._end(one, ExportState.FAILED)
            return
        with TemporaryDirectory(prefix="coachbook-export-") as folder:
            files = None
            if one.attempts <= MOST_ATTEMPTS:
                files = await self._write_files(one, words, Path(folder))
            if one.fetched or one.telegram_id is None:
                await self._keep(one, files)
                return
            try:
                if files is None:
                    await self._apologize(one, one.telegram_id, words)
                else:
                    await self._send(one, one.telegram_id, words, files)
            except RetryAfter as error:
                await self._later(one, seconds_of(error))
            except (BadRequest, Forbidden) as error:
                log.error("export.refused", export=one.id, said=error.message)
                await self._end(one, ExportState.FAILED)
            except TelegramError as error:
                log.warning("export.no_answer", export=one.id, reason=str(error))
                await self._later(one, SOON)

    async def _write_files(self, one: ExportJob, words: Words, folder: Path) -> list[Path] | None:
        catalogue = await self._shop.catalogue()
        zone = catalogue.business.zone
        today = self._clock().astimezone(zone_info(zone)).date()
        async with self._database.read() as reader:
            files = await export.write(reader, words, one.spec, folder, zone=zone, file_date=today)
        return None if files is None else list(files)

    async def _keep(self, one: ExportJob, files: list[Path] | None) -> None:
        """Store it for download from any replica."""
        if files is None:
            await self._end(one, ExportState.FAILED)
            return
        await kept_files.drop_unfinished(self._database, one.id)
        for number, path in enumerate(files, 1):
            if number <= one.sent:
                continue
            with path.open("rb") as content:
                await kept_files.save(
                    self._database,
                    path.name,
                    KINDS[path.suffix],
                    content,
                    export_id=one.id,
                    number=number,
                    now=self._clock(),
                )
        await self._end(one, ExportState.DONE)
        log.info("export.kept", export=one.id, files=len(files))

    async def _send(self, one: ExportJob, chat: int, words: Words, files: list[Path]) -> None:
        for number, path in enumerate(files, 1):
            if number <= one.sent:
                continue
            caption = words.label("export.caption")
            if len(files) > 1:
                caption = words.label("export.caption_part", n=number, of=len(files))
            with path.open("rb") as content:
                fields = {"chat_id": chat, "caption": caption}
                await self._upload(
                    "sendDocument", fields, "document", path.name, content, timeout=SLOWEST
                )
            async with self._database.autocommit() as autocommit:
                await exports.set_sent(autocommit, one.id, number)
        await self._end(one, ExportState.DONE)
        log.info("export.sent", export=one.id, files=len(files))

    async def _apologize(self, one: ExportJob, chat: int, words: Words) -> None:
        log.error("export.failed", export=one.id, attempts=one.attempts)
        await self._call("sendMessage", {"chat_id": chat, "text": words.label("export.failed")})
        await self._end(one, ExportState.FAILED)

    async def _end(self, one: ExportJob, state: ExportState) -> None:
        async with self._database.autocommit() as autocommit:
            await exports.end(autocommit, one.id, state)

    async def _later(self, one: ExportJob, seconds: float) -> None:
        async with self._database.autocommit() as autocommit:
            await exports.later(autocommit, one.id, seconds)

    @asynccontextmanager
    async def _at_it(self, one: ExportJob) -> AsyncIterator[None]:
        renewing = asyncio.create_task(self._renew(one))
        try:
            yield
        finally:
            renewing.cancel()

    async def _renew(self, one: ExportJob) -> None:
        while True:
            await asyncio.sleep(LEASE / 4)
            try:
                async with self._database.autocommit() as autocommit:
                    await exports.renew(autocommit, one.id)
            except Exception:  # the lease outlasts one failed renewal
                log.warning("export.not_renewed", export=one.id)
