"""The doctor, against a real Redis, a real mail server and a real Bot API server."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import pytest
from aiohttp import web

from bot import playground
from bot.commands import doctor
from bot.commands.finding import Finding
from bot.settings.settings import Settings
from bot.telegram.transport import Telegram, open_session
from bot.timing.clock import Clock
from tests.bot.commands.checkup import examine, free_port
from tests.bot.servers import http
from tests.mailbox import PASSWORD, USER, mail_server

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
HOOK = "https://bot.example.org/telegram/webhook"


@pytest.fixture
async def api() -> AsyncIterator[str]:
    world = playground.Playground()
    served = await playground.start(world)
    yield served.url
    await served.stop()
    world.close()


async def test_with_nothing_set_nothing_is_wrong(well: dict[str, Any], tmp_path: Path) -> None:
    findings = await examine(Settings(**well, zone="Asia/Kathmandu", currency="JPY"))
    assert findings[0].startswith("✓ Times are in Asia/Kathmandu, where it is ")
    assert findings[0].endswith(" now, until an admin sets another zone.")
    assert findings[1:] == [
        "✓ The bot speaks English when it cannot tell.",
        "✓ Prices are in JPY, with 0 decimals.",
        f"✓ The database will be made in {tmp_path}/data at the first run.",
        "✓ There is no Redis: replicas hear of each other a second later.",
        "✓ There is no mail server: whom Telegram cannot reach, nobody can.",
        f"✓ Port {well['http_port']} on 127.0.0.1 is free for us.",
        "✓ No token is set: `coachbook run` opens the playground.",
    ]
    assert not (tmp_path / "data").exists()


async def test_the_exit_code_tells_whether_anything_is_wrong(well: dict[str, Any]) -> None:
    findings: list[Finding] = []
    assert await doctor.report(Settings(**well), {}, findings.append) == 0
    assert await doctor.report(Settings(**well, language="fr"), {}, findings.append) == 1
    assert [finding.says for finding in findings if not finding.well] == [
        "COACHBOOK_LANGUAGE fr is not spoken; these are: en, de."
    ]


async def test_a_misspelt_setting_is_told(well: dict[str, Any]) -> None:
    findings = await examine(Settings(**well), {"COACHBOOK_TIMEZON": "Europe/Berlin"})
    assert findings[0] == (
        "✗ COACHBOOK_TIMEZON is no setting and does nothing: COACHBOOK_TIMEZONE is one."
    )


async def test_redis_answers_or_is_told(well: dict[str, Any], redis_url: str) -> None:
    findings = await examine(Settings(**well, redis_url=redis_url))
    assert [f[-9:] for f in findings if f.startswith("✓ Redis ")] == [" answers."]
    absent = f"redis://:redis-secret@127.0.0.1:{free_port()}/0"
    (finding,) = [f for f in await examine(Settings(**well, redis_url=absent)) if "Redis" in f]
    assert finding.startswith("✗ Redis at COACHBOOK_REDIS_URL cannot be used: ")
    assert "redis-secret" not in finding


async def test_a_mail_server_lets_us_in_or_says_why_not(well: dict[str, Any]) -> None:
    async with mail_server(login=True) as box:
        findings = []
        for password in (quote(PASSWORD, safe=""), "mail-secret"):
            url = f"smtp://{USER}:{password}@127.0.0.1:{box.port}"
            settings = Settings(**well, smtp_url=url, mail_from="Desk <desk@example.org>")
            findings += [f for f in await examine(settings) if "mail server" in f]
    assert findings[0] == "✓ The mail server 127.0.0.1 lets us in; mail is from desk@example.org."
    assert findings[1].startswith(
        "✗ The mail server at COACHBOOK_SMTP_URL refuses the user or the password (535 "
    )
    assert "mail-secret" not in findings[1]
    assert box.letters == []


async def test_a_mail_server_that_is_not_there_is_told(well: dict[str, Any]) -> None:
    url = f"smtp://127.0.0.1:{free_port()}"
    settings = Settings(**well, smtp_url=url, mail_from="desk@example.org")
    (finding,) = [f for f in await examine(settings) if "mail server" in f]
    assert finding.startswith("✗ The mail server at COACHBOOK_SMTP_URL cannot be used (")
    assert finding.endswith(").")


async def test_a_port_that_is_ours_and_one_that_is_not(well: dict[str, Any], api: str) -> None:
    port = urlsplit(api).port
    findings = await examine(Settings(**(well | {"http_port": port})))
    assert (
        f"✗ Port {port} on 127.0.0.1 is not ours (Address already in use): set another "
        "COACHBOOK_HTTP_PORT." in findings
    )


@pytest.mark.parametrize("host", ["nope.invalid", "192.0.2.1"])
async def test_a_host_that_is_not_of_this_machine_is_told(well: dict[str, Any], host: str) -> None:
    [finding] = [f for f in await examine(Settings(**well, http_host=host)) if host in f]
    assert finding.startswith(f"✗ COACHBOOK_HTTP_HOST {host} is no address of this machine (")


async def test_a_bot_that_polls(well: dict[str, Any], api: str) -> None:
    settings = Settings(
        **well, token="7000:playground", telegram_api_url=api, admin_ids=frozenset({7003})
    )
    assert (await examine(settings))[-3:] == [
        "✓ One person is an admin by COACHBOOK_ADMIN_IDS.",
        "✓ The token is that of @coachbook_bot, Coachbook.",
        "✓ Updates come by long polling.",
    ]


async def test_a_bot_without_admins_is_told(well: dict[str, Any], api: str) -> None:
    settings = Settings(**well, token="7000:playground", telegram_api_url=api)
    assert (
        "✗ COACHBOOK_ADMIN_IDS is empty: before anybody is an admin, nobody may add coaches; set"
        " your Telegram id." in await examine(settings)
    )


async def test_a_token_that_telegram_refuses_is_told_and_not_shown(
    well: dict[str, Any], api: str
) -> None:
    settings = Settings(**well, token="7000:not-the-token", telegram_api_url=api)
    findings = await examine(settings)
    assert findings[-1] == (
        "✗ Telegram does not know COACHBOOK_TELEGRAM_TOKEN: copy it again from @BotFather."
    )
    assert "not-the-token" not in "".join(findings)


async def test_what_is_no_bot_api_is_told(well: dict[str, Any]) -> None:
    async def answer(_: web.Request) -> web.Response:
        return web.json_response({"ok": True, "result": {"id": 1, "first_name": "x"}})

    async with http(answer) as address:
        settings = Settings(**well, token="7000:playground", telegram_api_url=address)
        findings = await examine(settings)
    where = address.removeprefix("http://")
    assert findings[-1] == (
        f"✗ Telegram at {where} (COACHBOOK_TELEGRAM_API_URL) cannot be asked: getMe is answered "
        "with no bot."
    )


async def test_telegram_away_is_told_without_the_token(well: dict[str, Any]) -> None:
    port = free_port()
    settings = Settings(
        **well, token="7000:playground", telegram_api_url=f"http://127.0.0.1:{port}"
    )
    findings = await examine(settings)
    assert findings[-1] == (
        f"✗ Telegram at 127.0.0.1:{port} (COACHBOOK_TELEGRAM_API_URL) cannot be reached: "
        "ClientConnectorError (Connection refused)."
    )
    assert "7000:playground" not in "".join(findings)


async def test_a_webhook_of_somebody_else_is_told(well: dict[str, Any], api: str) -> None:
    hook = "http://127.0.0.1:9/other"
    with_hook = Settings(
        **well,
        token="7000:playground",
        telegram_api_url=api,
        public_url="http://127.0.0.1:9",
        webhook_secret="s",
    )
    assert (await examine(with_hook))[-1] == (
        "✓ The webhook http://127.0.0.1:9/telegram/webhook will be set when Coachbook runs."
    )
    await _set_webhook(api, hook)
    assert (await examine(with_hook))[-1] == (
        f"✗ The webhook is {hook} and not http://127.0.0.1:9/telegram/webhook: start Coachbook "
        "once."
    )


@pytest.mark.parametrize(
    ("webhook_info", "says"),
    [
        (
            {"url": HOOK, "pending_update_count": 3},
            [f"✓ The webhook is {HOOK}.", "✓ 3 updates wait at Telegram."],
        ),
        (
            {
                "url": HOOK,
                "pending_update_count": 170,
                "last_error_date": int(NOW.timestamp()) - 600,
                "last_error_message": "Connection refused",
            },
            [
                f"✓ The webhook is {HOOK}.",
                "✗ Telegram's last delivery failed at 08:50 UTC: Connection refused.",
                "✗ 170 updates wait at Telegram.",
            ],
        ),
        (
            {"url": HOOK, "last_error_date": int(NOW.timestamp()) - 90_000},
            [f"✓ The webhook is {HOOK}.", "✓ 0 updates wait at Telegram."],
        ),
    ],
    ids=["well", "failing", "failed long ago"],
)
def test_what_telegram_tells_of_the_webhook(webhook_info: dict[str, Any], says: list[str]) -> None:
    findings = doctor._webhook("https://bot.example.org", webhook_info, NOW)
    assert [str(finding) for finding in findings] == says


async def test_a_public_address_that_is_not_public_is_told() -> None:
    assert str(await doctor._public_host("https://127.0.0.1")) == (
        "✗ 127.0.0.1 in COACHBOOK_PUBLIC_URL is 127.0.0.1, which Telegram cannot call from outside."
    )
    assert (await doctor._public_host("https://149.154.167.220")).well
    unknown = await doctor._public_host("https://no-such-host.invalid")
    assert unknown.says.startswith("The host of COACHBOOK_PUBLIC_URL is not known (")


async def _set_webhook(api: str, url: str) -> None:
    async with open_session() as session:
        await Telegram(session, api, "7000:playground", Clock()).call("setWebhook", {"url": url})
