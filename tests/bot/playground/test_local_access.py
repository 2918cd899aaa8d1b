"""No page from elsewhere gets in through the visitor's browser."""

import pytest

from tests.bot.playground.conftest import Api
from tests.journeys.stage import Stage

PATHS = ["/playground/state", "/page/main.js", "/playground/events", "/bot7000:playground/getMe"]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example"},
        {"Host": "evil.example:80"},
        {"Host": "127.0.0.1.evil.example"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
    ],
)
async def test_strangers_are_turned_away(
    api: Api, stage: Stage, path: str, headers: dict[str, str]
) -> None:
    async with stage.session.get(api.url + path, headers=headers) as response:
        assert response.status == 403


async def test_a_link_from_elsewhere_leads_to_the_page(api: Api, stage: Stage) -> None:
    headers = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}
    async with stage.session.get(api.url, headers=headers) as response:
        assert response.status == 200
        assert response.headers["X-Frame-Options"] == "DENY"


async def test_the_page_too_is_under_local_names_only(api: Api, stage: Stage) -> None:
    async with stage.session.get(api.url, headers={"Host": "evil.example"}) as response:
        assert response.status == 403


async def test_a_foreign_page_cannot_act(api: Api, stage: Stage) -> None:
    url = f"{api.url}/playground/people/7001/send"
    headers = {"Origin": "https://evil.example"}
    async with stage.session.post(url, json={"text": "x"}, headers=headers) as response:
        assert response.status == 403
    assert await api("getUpdates") == []


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "[::1]"])
async def test_the_own_page_gets_in_under_every_name(api: Api, stage: Stage, host: str) -> None:
    port = api.url.rpartition(":")[2]
    headers = {
        "Host": f"{host}:{port}",
        "Origin": f"http://{host}:{port}",
        "Sec-Fetch-Site": "same-origin",
    }
    async with stage.session.get(f"{api.url}/playground/state", headers=headers) as response:
        assert response.status == 200


async def test_another_port_of_this_machine_is_elsewhere(api: Api, stage: Stage) -> None:
    headers = {"Origin": "http://127.0.0.1:1"}
    async with stage.session.get(f"{api.url}/playground/state", headers=headers) as response:
        assert response.status == 403


@pytest.mark.parametrize(
    "path",
    [
        "/page/../cast.py", "/page/%2e%2e/cast.py", "/page/nothing.js", "/page/%00",
        "/page/" + "a" * 5000,
    ],
    ids=lambda path: path[:20],
)  # fmt: skip
async def test_the_page_serves_its_own_files_only(api: Api, stage: Stage, path: str) -> None:
    async with stage.session.get(api.url + path) as response:
        assert response.status == 404


async def test_an_id_longer_than_any_is_nobodys(api: Api, stage: Stage) -> None:
    nobody = "9" * 5000
    async with stage.session.get(f"{api.url}/playground/events?chat={nobody}") as response:
        assert response.status == 200
    for method, path in (("PATCH", ""), ("POST", "/upload"), ("POST", "/send")):
        url = f"{api.url}/playground/people/{nobody}{path}"
        async with stage.session.request(method, url, json={}) as response:
            assert response.status == 404
