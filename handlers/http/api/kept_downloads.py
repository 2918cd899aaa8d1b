"""Files that are stored here, or at Telegram, as answers."""

from hashlib import blake2b
from typing import Final

from domain.refusals import NotFound
from domain.transfer.kept_files import LARGEST, PHOTOS, VOICES
from handlers.http.api.call import Call
from handlers.http.api.files import Download
from handlers.queries.transfer import kept_files
from handlers.queries.transfer.kept_files import MessageMedia
from storage.transfer.kept_files import KeptFile

_SAVED_AS: Final = {"image/jpeg": "photo.jpg", "image/png": "photo.png"}


def file_download(call: Call, file: KeptFile) -> Download:
    """A file that is stored here."""
    body = kept_files.parts(call.database, file)
    return Download(file.name, file.kind, body, file.size, f'"{file.digest}"')


async def media_download(call: Call, media: MessageMedia) -> Download:
    """A picture or a voice message. Raises NotFound if Telegram no longer has it, and
    TelegramAway."""
    if media.file is not None:
        return file_download(call, media.file)
    tag = f'"{blake2b(media.name.encode(), digest_size=12).hexdigest()}"'
    content = await call.context.download(media.name, LARGEST)
    if content is None:
        raise NotFound
    kind = _kind_of(content)
    return Download(_SAVED_AS.get(kind, "voice.ogg"), kind, content, tag=tag)


def _kind_of(content: bytes) -> str:
    """The type of a file from Telegram, which does not give one: one of those accepted here."""
    for kind, begins in {**PHOTOS, **VOICES}.items():
        if any(content.startswith(mark, at) for at, mark in begins):
            return kind
    raise NotFound
