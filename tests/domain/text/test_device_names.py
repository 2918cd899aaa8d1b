"""What a device is called that has no name."""

import pytest

from domain.text.device_names import describe_agent

WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko)"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X)"
MAC = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)"
WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64)"
ANDROID = "Mozilla/5.0 (Linux; Android 14; SM-S918B)"


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        (f"{WINDOWS} {WEBKIT} Chrome/126.0 Safari/537.36 Edg/126.0", "Edge, Windows"),
        (f"{WINDOWS} {WEBKIT} Chrome/126.0 Safari/537.36 OPR/111.0", "Opera, Windows"),
        ("Opera/9.80 (X11; Linux x86_64) Presto/2.12", "Opera, Linux"),
        (f"{ANDROID} {WEBKIT} SamsungBrowser/25.0 Chrome/121", "Samsung Internet, Android"),
        (f"{MAC} Gecko/20100101 Firefox/127.0", "Firefox, Mac"),
        (f"{IPHONE} AppleWebKit/605.1 FxiOS/127.0 Safari/605.1", "Firefox, iPhone"),
        (f"{ANDROID} {WEBKIT} Chrome/126.0 Mobile Safari/537.36", "Chrome, Android"),
        (f"{IPHONE} AppleWebKit/605.1 CriOS/126.0 Safari/604.1", "Chrome, iPhone"),
        (f"{MAC} AppleWebKit/605.1 Version/17.5 Safari/605.1", "Safari, Mac"),
        (f"Mozilla/5.0 (Macintosh) {WEBKIT}", "Mac"),
        ("Mozilla/5.0 (iPad; CPU OS 17_5 like Mac OS X) Safari/604.1", "Safari, iPad"),
        (f"Mozilla/5.0 (X11; CrOS x86_64 15) {WEBKIT} Chrome/126.0", "Chrome, ChromeOS"),
        ("Mozilla/5.0 (X11; rv:127.0) Gecko/20100101 Firefox/127.0", "Firefox, Linux"),
        ("Dart/3.4 (dart:io)", "Flutter"),
        ("okhttp/4.12.0", "Android app"),
        ("curl/8.7.1", "curl"),
        ("python-requests/2.32", "Python"),
        ("aiohttp/3.14", "Python"),
        ("Something else", None),
        ("", None),
        (None, None),
    ],
)
def test_a_device_is_called_by_its_program_and_its_system(
    agent: str | None, name: str | None
) -> None:
    assert describe_agent(agent) == name
