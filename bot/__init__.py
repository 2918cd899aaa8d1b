"""The process: settings, life cycle, command line, transport, intake, delivery, playground."""

import os

from bot.loading import shared_methods, stripped_modules
from bot.loading.unused_imports import COLOURS, absent

# python-telegram-bot 22 warns each time a RetryAfter is made unless its next type, timedelta, is
# asked for; it takes the wish from the environment only.
os.environ.setdefault("PTB_TIMEDELTA", "true")  # noqa: TID251

stripped_modules.install()
shared_methods.install()
with absent(COLOURS):
    import structlog  # noqa: F401 - later imports find it without
