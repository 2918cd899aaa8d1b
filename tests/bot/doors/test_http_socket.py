"""The address that the process is reached at."""

import socket

import pytest

from bot.doors import http_socket
from bot.settings.settings import PREFIX, Settings, WrongSetting

HAS_IPV6 = socket.has_ipv6 and bool(socket.has_dualstack_ipv6())


def read(host: str, port: int = 0) -> Settings:
    return Settings.read({f"{PREFIX}HTTP_HOST": host, f"{PREFIX}HTTP_PORT": str(port)})


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("127.0.0.1", "http://127.0.0.1:80"),
        ("0.0.0.0", "http://127.0.0.1:80"),
        ("::1", "http://[::1]:80"),
        ("[::1]", "http://[::1]:80"),
        ("localhost", "http://localhost:80"),
    ],
)
def test_the_address_is_how_this_machine_gets_there(host: str, address: str) -> None:
    assert http_socket.address(read(host), 80) == address


@pytest.mark.skipif(not HAS_IPV6, reason="this machine has no IPv6")
@pytest.mark.parametrize("host", ["::", "[::]"])
def test_all_of_ipv6_takes_ipv4_along(host: str) -> None:
    with http_socket.open_socket(read(host)) as opened:
        port = opened.getsockname()[1]
        for there in ("127.0.0.1", "::1"):
            socket.create_connection((there, port), timeout=2).close()
        assert http_socket.address(read(host), port) == f"http://127.0.0.1:{port}"


def test_a_port_that_is_taken_is_told_by_its_setting() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(WrongSetting, match=f"COACHBOOK_HTTP_PORT {port} cannot be opened on"):
            http_socket.open_socket(read("127.0.0.1", port))


@pytest.mark.parametrize("host", ["nope.invalid", "192.0.2.1", "2001:db8::1"])
def test_an_address_of_another_machine_is_told_by_its_setting(host: str) -> None:
    with pytest.raises(WrongSetting, match=f"COACHBOOK_HTTP_HOST {host} is no address of this"):
        http_socket.open_socket(read(host))
