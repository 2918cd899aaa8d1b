"""Files that were sent: uploaded once, named by ``file_id`` ever after."""

import mimetypes
import secrets
from dataclasses import asdict, dataclass
from pathlib import PurePath

from bot.playground import pictures
from bot.playground.sample_people import Json
from bot.playground.store import Store

LARGEST_UPLOAD = 50 * 1024 * 1024
LARGEST_PHOTO = 10 * 1024 * 1024
LARGEST_DOWNLOAD = 20 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class StoredFile:
    """``kind``: photo, voice or document; ``path`` is what follows ``/file/bot<token>/``.
    ``duration``: of a voice message, in seconds."""

    id: str
    unique_id: str
    kind: str
    name: str
    content_type: str
    size: int
    path: str
    width: int = 0
    height: int = 0
    duration: int = 0

    def as_document(self) -> Json:
        return {
            "file_name": self.name,
            "mime_type": self.content_type,
            "file_id": self.id,
            "file_unique_id": self.unique_id,
            "file_size": self.size,
        }

    def as_voice(self) -> Json:
        return {
            "duration": self.duration,
            "mime_type": self.content_type,
            "file_id": self.id,
            "file_unique_id": self.unique_id,
            "file_size": self.size,
        }

    def as_photo(self) -> list[Json]:
        """Telegram adds smaller copies; here there is only the picture itself, which is allowed."""
        return [
            {
                "file_id": self.id,
                "file_unique_id": self.unique_id,
                "file_size": self.size,
                "width": self.width,
                "height": self.height,
            }
        ]

    def as_file(self) -> Json:
        return {
            "file_id": self.id,
            "file_unique_id": self.unique_id,
            "file_size": self.size,
            "file_path": self.path,
        }


# What the identifiers of each kind begin with.
_ID = {"photo": "AgAC", "voice": "AwAC"}
_UNIQUE_ID = {"photo": "AQAD"}
_SUFFIX = {"photo": ".jpg", "voice": ".oga"}
_MOST_SECONDS = 24 * 3600


class Files:
    def __init__(self, store: Store) -> None:
        self._store = store
        self._files = {key: StoredFile(**record) for key, record in store.all("file")}
        self._by_path = {file.path: file for file in self._files.values()}

    def add(
        self, kind: str, name: str, content: bytes, content_type: str = "", *, duration: int = 0
    ) -> StoredFile:
        """Stores a file; a photo has to be one (see :func:`pictures.size`)."""
        name = PurePath(name.replace("\\", "/")).name or "file"
        width, height = pictures.size(content) or (0, 0)
        if not content_type or content_type == "application/octet-stream":
            content_type = mimetypes.guess_type(name)[0] or "application/octet-stream"
        suffix = PurePath(name).suffix or _SUFFIX.get(kind, "")
        file = StoredFile(
            id=_ID.get(kind, "BQAC") + secrets.token_urlsafe(42),
            unique_id=_UNIQUE_ID.get(kind, "AgAD") + secrets.token_urlsafe(9),
            kind=kind,
            name=name,
            content_type=content_type,
            size=len(content),
            path=f"{kind}s/file_{len(self._files)}{suffix}",
            width=width,
            height=height,
            duration=min(max(duration, 0), _MOST_SECONDS),
        )
        self._files[file.id] = file
        self._by_path[file.path] = file
        self._store.put("file", file.id, asdict(file))
        self._store.write_file(file.id, content)
        return file

    def drop(self) -> None:
        """Deletes every file with its content."""
        for file_id in self._files:
            self._store.forget("file", file_id)
            self._store.delete_file(file_id)
        self._files.clear()
        self._by_path.clear()

    def get(self, file_id: str) -> StoredFile | None:
        return self._files.get(file_id)

    def at(self, path: str) -> StoredFile | None:
        return self._by_path.get(path)

    def content(self, file: StoredFile) -> bytes:
        content = self._store.read_file(file.id)
        assert content is not None, "a file's record is never kept without its content"
        return content
