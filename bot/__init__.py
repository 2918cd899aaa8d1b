"""The process: settings, life cycle, command line, transport, intake, delivery, playground."""

import os

from bot import bare_modules, shared_methods
from bot.left_out import COLOURS, absent

# python-telegram-bot 22 warns each time a RetryAfter is made unless its next type, timedelta, is
# asked for; it takes the wish from the environment only.
os.environ.setdefault("PTB_TIMEDELTA", "true")  # noqa: TID251

bare_modules.install()
shared_methods.install()
with absent(COLOURS):
    import structlog  # noqa: F401 - whoever imports it next finds it without
