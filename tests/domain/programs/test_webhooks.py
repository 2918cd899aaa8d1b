"""When a webhook is tried again, how it is signed, and where it may go."""

from datetime import UTC, datetime, timedelta
from time import time

import pytest
from standardwebhooks import Webhook

from domain.programs.events import KINDS as EVENTS
from domain.programs.webhook_refusals import WrongWebhookUrl
from domain.programs.webhook_urls import LONGEST, validate_url
from domain.programs.webhooks import (
    COLLECTING,
    FAILING,
    KINDS,
    LONGEST_WAIT,
    TRIES,
    WebhookState,
    fails_for_long,
    kind_of,
    secret_of,
    signature,
    wait,
    wants,
)

NOW = datetime(2031, 5, 5, 7, tzinfo=UTC)


def test_it_is_tried_for_a_day_and_a_half_ever_less_often() -> None:
    waits = [wait(n, 0.0) for n in range(1, TRIES)]
    planned = [one for one in waits if one is not None]
    assert len(planned) == len(waits)
    assert planned == sorted(planned)
    assert timedelta(hours=34) < sum(planned, timedelta()) < timedelta(hours=38)
    assert wait(TRIES, 0.0) is None
    assert wait(0, 0.0) is None
    assert wait(1, -1.0) == timedelta(seconds=4)
    assert wait(1, 1.0) == timedelta(seconds=6)


def test_what_the_other_side_asks_for_is_kept_to_where_it_is_longer_up_to_a_day() -> None:
    assert wait(1, 0.0, timedelta(minutes=7)) == timedelta(minutes=7)
    assert wait(5, 0.0, timedelta(minutes=7)) == timedelta(hours=1)
    assert wait(1, 0.0, timedelta(days=900)) == LONGEST_WAIT


def test_an_endpoint_is_given_up_after_days_without_anything_arriving() -> None:
    assert not fails_for_long(None, NOW)
    assert not fails_for_long(NOW - FAILING + timedelta(seconds=1), NOW)
    assert fails_for_long(NOW - FAILING, NOW)


def test_kinds_are_named_with_a_full_stop_and_none_chosen_means_all() -> None:
    assert "appointment.created" in KINDS
    assert tuple(map(kind_of, EVENTS)) == KINDS
    assert kind_of("appointment:created") == "appointment.created"
    assert wants((), "appointment.created")
    assert not wants(("coach.created",), "appointment.created")


def test_what_happens_is_kept_for_who_is_paused_and_for_nobody_who_is_gone() -> None:
    assert {WebhookState.ACTIVE, WebhookState.PAUSED} == COLLECTING


def test_each_of_two_secrets_verifies_what_is_signed_with_both() -> None:
    old, new = secret_of(b"o" * 32), secret_of(b"n" * 32)
    stamp, body = int(time()), '{"type":"appointment.created","data":{"name":"Zoë"}}'.encode()
    headers = {
        "webhook-id": "msg_1",
        "webhook-timestamp": str(stamp),
        "webhook-signature": signature((new, old), "msg_1", stamp, body),
    }
    for secret in (old, new):
        assert Webhook(secret).verify(body, headers)["type"] == "appointment.created"


LONG_NAME = ".".join(["a" * 63] * 3 + ["b" * 61])  # as long as a name may be


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("https://hooks.example.org", "https://hooks.example.org/"),
        (" HTTPS://Hooks.Example.ORG./a?b=c ", "https://hooks.example.org/a?b=c"),
        ("https://hooks.example.org?b=c", "https://hooks.example.org/?b=c"),
        ("https://bücher.example:8443/%C3%BC", "https://xn--bcher-kva.example:8443/%C3%BC"),
        ("https://1.1.1.1/", "https://1.1.1.1/"),
        ("https://1.example.org/", "https://1.example.org/"),
        (f"https://{LONG_NAME}/", f"https://{LONG_NAME}/"),
        ("https://a.example/".ljust(LONGEST, "a"), "https://a.example/".ljust(LONGEST, "a")),
        ("https://[2606:4700:4700:0::1111]/", "https://[2606:4700:4700::1111]/"),
    ],
)
def test_an_address_has_one_spelling(typed: str, stored: str) -> None:
    assert validate_url(typed) == stored
    assert validate_url(stored) == stored


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("https://hooks.example.org/" + "a" * LONGEST, "long"),
        ("", "scheme"),
        ("hooks.example.org", "scheme"),
        ("http://hooks.example.org", "scheme"),
        ("javascript:alert(1)", "scheme"),
        ("file:///etc/passwd", "scheme"),
        ("https:hooks.example.org", "unreadable"),
        ("https://user:word@hooks.example.org", "login"),
        ("https://@hooks.example.org", "login"),
        ("https://good.example\\@evil.example", "login"),
        ("https://good.example\\.evil.example", "host"),
        ("https://hooks.example.org/#here", "fragment"),
        ("https://hooks.exam\nple.org", "unreadable"),
        ("https://hooks.example.org/a b", "unreadable"),
        ("https://hooks.example.org/ü", "unreadable"),
        ("https://hooks.example.org/\ud800", "unreadable"),
        ("https://hooks\0.example.org", "unreadable"),
        ("https://\u202egro.example", "unreadable"),
        ("https://hooks.example.org:0", "port"),
        ("https://hooks.example.org:", "port"),
        ("https://hooks.example.org:65536", "unreadable"),
        ("https://", "host"),
        ("https:///a", "host"),
        ("https://a b.example", "host"),
        (f"https://{LONG_NAME}b", "host"),
        ("https://127.0.0.0x1", "host"),
        ("https://a..example", "host"),
        ("https://-.example", "host"),
        ("https://[fe80::1%25eth0]", "host"),
        *((f"https://{host}/", "host") for host in ("0177.0.0.1", "2130706433", "0x7f.1", "127.1")),
        *((f"https://{host}/", "private") for host in ("127.0.0.1", "10.1.2.3", "169.254.169.254")),
        *((f"https://{host}/", "private") for host in ("100.64.0.1", "224.0.0.1", "0.0.0.0")),
        *((f"https://{host}/", "private") for host in ("[::1]", "[::ffff:127.0.0.1]", "[fd00::1]")),
        *((f"https://{host}/", "private") for host in ("[64:ff9b::7f00:1]", "[2002:7f00:1::]")),
        *((f"https://{host}/", "private") for host in ("localhost", "LOCALHOST.", "db", "a.local")),
        *((f"https://{host}/", "private") for host in ("metadata.google.internal", "127.0.0.1.")),
        *((f"https://a.{name}/", "private") for name in ("localhost", "intranet", "lan", "home")),
        *((f"https://a.{name}/", "private") for name in ("corp", "private", "arpa")),
        ("https://１２７.0.0.1/", "private"),  # noqa: RUF001 - as somebody may write it
    ],
)
def test_what_leads_inside_or_is_read_in_two_ways_is_refused(typed: str, reason: str) -> None:
    with pytest.raises(WrongWebhookUrl) as refused:
        validate_url(typed)
    assert refused.value.reason == reason


def test_a_network_of_ones_own_is_allowed_where_that_is_set() -> None:
    # Also one that is called as a part of what stands before it.
    named = ("http://nas/", "http://http/hook", "https://s:8443/s", "http://a.local/")
    for url in ("http://127.0.0.1:8080/", "https://[fd00::1]/", *named):
        assert validate_url(url, private=True) == url
    for url in ("http://0177.0.0.1/", "http://u:p@nas/", "ftp://nas/"):
        with pytest.raises(WrongWebhookUrl):
            validate_url(url, private=True)
