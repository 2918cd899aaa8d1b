"""Pictures, drawn by typst in a process of their own; see `draw_picture`.

typst keeps what it has compiled: in this process a picture after the other would cost memory that
never comes back.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import orjson
import structlog

from handlers import subprocess_work

log = structlog.get_logger(__name__)

PATIENCE: Final = 10.0  # seconds
LARGEST: Final = 5_000_000  # bytes; Telegram takes photos of twice that
PNG: Final = b"\x89PNG\r\n\x1a\n"
_SCRIPT = Path(__file__).with_name("drawn.py")


async def draw_picture(template: str, facts: Mapping[str, Any]) -> bytes | None:
    """A picture as PNG; None where it could not be drawn, which is for others to say.

    template: a file beside this one, without its ending. facts: its data.
    """
    picture = await subprocess_work.run(
        _SCRIPT, template, facts=orjson.dumps(facts), patience=PATIENCE
    )
    if picture is None or not picture.startswith(PNG) or len(picture) > LARGEST:
        log.warning("picture.failed", template=template)
        return None
    return picture
