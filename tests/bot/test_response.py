"""Reading responses: every way to say how long a body is, and whatever else a server may say."""

import pytest

from bot.response import LONGEST_BODY, LONGEST_HEAD, Garbled, Reading, Response

OK = b"HTTP/1.1 200 OK\r\n"
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"

WHOLE = [
    ("a length", OK + b"Content-Length: 5\r\n\r\nhello", b"hello"),
    ("a name in any case", OK + b"CONTENT-length:5  \r\n\r\nhello", b"hello"),
    ("no body", OK + b"Content-Length: 0\r\n\r\n", b""),
    ("chunks", CHUNKED + b"5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n", b"hello world"),
    ("chunks in hexadecimal", CHUNKED + b"A;x=1\r\n0123456789\r\n0\r\n\r\n", b"0123456789"),
    ("a trailer", CHUNKED + b"1\r\na\r\n0\r\nExpires: never\r\n\r\n", b"a"),
    ("a body that looks like chunks", OK + b"Content-Length: 5\r\n\r\n0\r\n\r\n", b"0\r\n\r\n"),
    ("line ends in a chunk", CHUNKED + b"4\r\n\r\n\r\n\r\n0\r\n\r\n", b"\r\n\r\n"),
    (
        "an announcement before",
        b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n"
        + OK
        + b"Content-Length: 2\r\n\r\nok",
        b"ok",
    ),
]


def read(said: bytes, step: int) -> Response | None:
    """What has been read when all of it has come, so many bytes at a time."""
    reading, found = Reading(), None
    for at in range(0, len(said), step):
        assert found is None, "it was whole before its end"
        found = reading.feed(said[at : at + step])
    return found


@pytest.mark.parametrize("step", [1, 2, 3, 7, 10_000])
@pytest.mark.parametrize(("said", "body"), [row[1:] for row in WHOLE], ids=[r[0] for r in WHOLE])
def test_a_response_is_whole_with_its_last_byte_however_it_comes(
    said: bytes, body: bytes, step: int
) -> None:
    response = read(said, step)
    assert response is not None
    assert (response.status, response.body) == (200, body)
    assert response.may_stay_open


def test_headers_are_found_by_their_name_in_lower_case() -> None:
    response = read(OK + b"X-Coachbook-Clock: 3600.5\r\nContent-Length: 0\r\n\r\n", 100)
    assert response is not None
    assert response.headers["x-coachbook-clock"] == "3600.5"


def test_a_body_without_a_length_ends_with_the_connection() -> None:
    reading = Reading()
    assert reading.feed(OK + b"\r\nhel") is None
    assert reading.feed(b"lo") is None
    response = reading.end()
    assert response.body == b"hello"
    assert not response.may_stay_open


@pytest.mark.parametrize("status", [b"204 No Content", b"304 Not Modified"])
def test_a_status_without_a_body_has_none(status: bytes) -> None:
    response = read(b"HTTP/1.1 " + status + b"\r\nContent-Length: 10\r\n\r\n", 100)
    assert response is not None
    assert response.body == b""


@pytest.mark.parametrize(
    "said",
    [
        OK + b"Connection: close\r\nContent-Length: 2\r\n\r\nok",
        OK + b"Connection: Close, x\r\nContent-Length: 2\r\n\r\nok",
        b"HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok",
        OK + b"Content-Length: 2\r\n\r\nokHTTP/1.1 200 OK\r\n",
        CHUNKED + b"2\r\nok\r\n0\r\n\r\nmore",
    ],
)
def test_a_connection_that_ends_or_says_too_much_is_not_used_again(said: bytes) -> None:
    response = read(said, 1000)
    assert response is not None
    assert response.body == b"ok"
    assert not response.may_stay_open


@pytest.mark.parametrize(
    "said",
    [
        b"SSH-2.0-OpenSSH\r\n\r\n",
        b"HTTP/2 200\r\n\r\n",
        b"HTTP/1.1 OK\r\n\r\n",
        OK + b"Content-Length: -1\r\n\r\n",
        OK + b"Content-Length: 1_0\r\n\r\n",
        OK + b"Content-Length: 5, 5\r\n\r\nhello",
        OK + b"Content-Length: \r\n\r\n",
        OK + b"Content-Length: %d\r\n\r\n" % (LONGEST_BODY + 1),
        OK + b"no colon\r\n\r\n",
        OK + b" Folded: line\r\n\r\n",
        OK + b"X: " + b"x" * LONGEST_HEAD,
        CHUNKED + b"\r\n",
        CHUNKED + b"+5\r\nhello\r\n",
        CHUNKED + b"xyz\r\n",
        CHUNKED + b"3\r\nhello\r\n",
        CHUNKED + b"%x\r\n" % (LONGEST_BODY + 1),
        CHUNKED + b"0\r\n" + b"X: y" * LONGEST_HEAD,
    ],
)
def test_what_is_no_response_is_refused(said: bytes) -> None:
    with pytest.raises(Garbled):
        read(said, 100_000)


@pytest.mark.parametrize(
    "said",
    [b"", b"HTTP/1.1 200", OK + b"Content-Length: 5\r\n\r\nhell", CHUNKED + b"5\r\nhello\r\n"],
)
def test_a_response_that_breaks_off_is_none(said: bytes) -> None:
    reading = Reading()
    assert reading.feed(said) is None
    with pytest.raises(Garbled):
        reading.end()
