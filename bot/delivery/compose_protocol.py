"""How a row becomes a notice."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Protocol

from handlers.notices.notice import Notice
from handlers.wording.words import Words


class Compose(Protocol):
    """`handlers.notices.rendering.compose`."""

    def __call__(
        self, kind: str, facts: Mapping[str, Any], words: Words, zone: str | None, now: datetime
    ) -> Notice: ...
