"""Pictures, drawn by typst in a process of their own; see `draw_picture`.

typst caches what it has compiled: in this process, drawing one picture after another would cost
memory that is never freed.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import orjson
import structlog

from handlers import subprocess_work

log = structlog.get_logger(__name__)

PATIENCE: Final = 10.0  # seconds
LARGEST: Final = 5_000_000  # bytes; Telegram accepts photos of twice that
PNG: Final = b"\x89PNG\r\n\x1a\n"
_SCRIPT = Path(__file__).with_name("drawn.py")


async def draw_picture(template: str, facts: Mapping[str, Any]) -> bytes | None:
    """A picture as PNG; None if it could not be drawn, which the caller reports.

    template: a file next to this one, without its extension. facts: its data.
    """
    picture = await subprocess_work.run(
        _SCRIPT, template, facts=orjson.dumps(facts), patience=PATIENCE
    )
    if picture is None or not picture.startswith(PNG) or len(picture) > LARGEST:
        log.warning("picture.failed", template=template)
        return None
    return picture
