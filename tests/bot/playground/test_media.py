"""Files: up, around by their id, and down again."""

import json
from typing import Any

import aiohttp
import pytest

from bot.playground import pictures
from tests.bot.playground.conftest import Api, Json
from tests.journeys.stage import Stage


def png(width: int, height: int) -> bytes:
    """Just enough of a picture to tell its size."""
    size = width.to_bytes(4, "big") + height.to_bytes(4, "big")
    return b"\x89PNG\r\n\x1a\n" + b"\0\0\0\rIHDR" + size + b"\x08\x02\0\0\0"


async def upload(api: Api, method: str, files: dict[str, tuple[str, bytes]], **params: Any) -> Json:
    form = aiohttp.FormData(default_to_multipart=True)
    for name, value in params.items():
        form.add_field(name, value if isinstance(value, str) else json.dumps(value))
    for name, (filename, content) in files.items():
        form.add_field(name, content, filename=filename)
    async with api.session.post(f"{api.url}/bot{api.token}/{method}", data=form) as response:
        answer: Json = await response.json()
    return answer


async def test_a_document_goes_up_and_down_unchanged(api: Api, mia: int) -> None:
    content = bytes(range(256)) * 500
    answer = await upload(
        api, "sendDocument", {"document": ("a.ics", content)}, chat_id=mia, caption="<b>x</b>",
        parse_mode="HTML",
    )  # fmt: skip
    document = answer["result"]["document"]
    assert (document["file_name"], document["mime_type"]) == ("a.ics", "text/calendar")
    assert document["file_size"] == len(content)
    assert answer["result"]["caption_entities"] == [{"type": "bold", "offset": 0, "length": 1}]
    file = await api("getFile", file_id=document["file_id"])
    async with api.session.get(f"{api.url}/file/bot{api.token}/{file['file_path']}") as response:
        assert await response.read() == content


async def test_a_file_is_sent_again_by_its_id(api: Api, mia: int) -> None:
    answer = await upload(api, "sendDocument", {"document": ("a.txt", b"x")}, chat_id=mia)
    document = answer["result"]["document"]
    again = await api("sendDocument", chat_id=mia, document=document["file_id"])
    assert again["document"] == document


async def test_a_photo_has_its_size_in_pixels(api: Api, mia: int) -> None:
    answer = await upload(api, "sendPhoto", {"photo": ("week.png", png(640, 480))}, chat_id=mia)
    (photo,) = answer["result"]["photo"]
    assert (photo["width"], photo["height"]) == (640, 480)


PICTURES = [
    ("png", png(3, 2)),
    ("gif", b"GIF89a\x03\0\x02\0"),
    ("jpeg", b"\xff\xd8\xff\xe0\0\x04\0\0\xff\xc0\0\x11\x08\0\x02\0\x03\x03"),
    ("webp, lossy", b"RIFF\0\0\0\0WEBPVP8 \0\0\0\0\0\0\0\x9d\x01\x2a\x03\0\x02\0"),
    ("webp, lossless", b"RIFF\0\0\0\0WEBPVP8L\0\0\0\0\x2f\x02\x40\0\0"),
    ("webp, extended", b"RIFF\0\0\0\0WEBPVP8X\0\0\0\0\0\0\0\0\x02\0\0\x01\0\0"),
]


@pytest.mark.parametrize(("kind", "content"), PICTURES, ids=[row[0] for row in PICTURES])
def test_the_size_of_a_picture_is_in_its_first_bytes(kind: str, content: bytes) -> None:
    assert pictures.size(content) == (3, 2)
    assert (pictures.content_type(content) or "").partition("/")[0] == "image"


@pytest.mark.parametrize("content", [b"", b"text", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"])
def test_what_is_no_picture_has_no_size(content: bytes) -> None:
    assert pictures.size(content) is None


REFUSED = [
    ("sendPhoto", {}, "Bad Request: there is no photo in the request"),
    ("sendDocument", {}, "Bad Request: there is no document in the request"),
    ("sendDocument", {"document": "nonsense"},
     "Bad Request: wrong file identifier/HTTP URL specified"),
    ("sendDocument", {"document": "https://a.com/x"},
     "Bad Request: failed to get HTTP URL content"),
    ("sendDocument", {"document": "attach://missing"},
     "Bad Request: there is no document in the request"),
    ("getFile", {}, "Bad Request: file_id not specified"),
    ("getFile", {"file_id": "nonsense"}, "Bad Request: invalid file_id"),
    ("sendMediaGroup", {"media": []}, "Bad Request: there must be at least one item in the album"),
    ("sendMediaGroup", {"media": [{"type": "document"}]},
     "Bad Request: can't parse InputMedia: media not found"),
]  # fmt: skip


@pytest.mark.parametrize(("method", "params", "description"), REFUSED)
async def test_a_missing_file_is_refused(
    api: Api, mia: int, method: str, params: dict[str, Any], description: str
) -> None:
    assert await api.refusal(method, chat_id=mia, **params) == description


UNFIT = [
    (b"", "Bad Request: file must be non-empty"),
    (b"no picture", "Bad Request: IMAGE_PROCESS_FAILED"),
    (png(6000, 5000), "Bad Request: PHOTO_INVALID_DIMENSIONS"),
    (png(2100, 100), "Bad Request: PHOTO_INVALID_DIMENSIONS"),
]


@pytest.mark.parametrize(("content", "description"), UNFIT)
async def test_an_unfit_photo_is_refused(
    api: Api, mia: int, content: bytes, description: str
) -> None:
    answer = await upload(api, "sendPhoto", {"photo": ("x.png", content)}, chat_id=mia)
    assert answer["description"] == description


async def test_a_caption_has_1024_characters_at_most(api: Api, mia: int) -> None:
    files = {"document": ("a.txt", b"x")}
    fits = await upload(api, "sendDocument", files, chat_id=mia, caption="é" * 1024)
    assert fits["ok"]
    too_long = await upload(api, "sendDocument", files, chat_id=mia, caption="é" * 1025)
    assert too_long["description"] == "Bad Request: message caption is too long"


async def test_an_album_is_several_messages_of_one_group(api: Api, mia: int) -> None:
    media = [
        {"type": "photo", "media": "attach://one", "caption": "first"},
        {"type": "photo", "media": "attach://two"},
    ]
    files = {"one": ("1.png", png(4, 4)), "two": ("2.png", png(5, 5))}
    answer = await upload(api, "sendMediaGroup", files, chat_id=mia, media=media)
    first, second = answer["result"]
    assert first["media_group_id"] == second["media_group_id"]
    assert first["caption"] == "first"
    assert second["photo"][0]["width"] == 5


async def test_media_and_captions_can_be_edited(api: Api, mia: int) -> None:
    answer = await upload(api, "sendPhoto", {"photo": ("x.png", png(4, 4))}, chat_id=mia)
    place = {"chat_id": mia, "message_id": answer["result"]["message_id"]}
    captioned = await api("editMessageCaption", **place, caption="this week")
    assert captioned["caption"] == "this week"
    media = {"type": "photo", "media": "attach://next"}
    changed = await upload(
        api, "editMessageMedia", {"next": ("y.png", png(8, 8))}, **place, media=media
    )
    assert changed["result"]["photo"][0]["width"] == 8
    assert "caption" not in changed["result"]


async def test_a_person_can_send_files_too(api: Api, stage: Stage) -> None:
    chat = await stage.chat(7001)
    await chat.upload("x.png", png(4, 4), kind="photo", caption="look")
    await chat.upload("notes.txt", b"notes")
    photo, document = [update["message"] for update in await api("getUpdates")]
    assert (photo["photo"][0]["width"], photo["caption"]) == (4, "look")
    file = await api("getFile", file_id=document["document"]["file_id"])
    async with api.session.get(f"{api.url}/file/bot{api.token}/{file['file_path']}") as response:
        assert await response.read() == b"notes"


async def test_a_voice_message_is_passed_on_by_its_id(api: Api, stage: Stage, mia: int) -> None:
    chat = await stage.chat(7001)
    await chat.upload("note.oga", b"OggS of four seconds", kind="voice", duration=4)
    voice = (await api("getUpdates"))[-1]["message"]["voice"]
    assert voice["duration"] == 4
    sent = await api("sendVoice", chat_id=mia, voice=voice["file_id"], caption="hear")
    assert (sent["voice"]["file_unique_id"], sent["caption"]) == (voice["file_unique_id"], "hear")
    file = await api("getFile", file_id=sent["voice"]["file_id"])
    async with api.session.get(f"{api.url}/file/bot{api.token}/{file['file_path']}") as response:
        assert await response.read() == b"OggS of four seconds"
    async with api.session.get(f"{api.url}/playground/file/{voice['file_id']}") as response:
        assert response.headers["Content-Type"] == "audio/ogg"


async def test_the_page_shows_pictures_and_downloads_the_rest(api: Api, mia: int) -> None:
    evil = b"<script>alert(1)</script>"
    page = await upload(api, "sendDocument", {"document": ("x.html", evil)}, chat_id=mia)
    picture = await upload(api, "sendPhoto", {"photo": ("x.png", png(4, 4))}, chat_id=mia)
    address = f"{api.url}/playground/file/"
    async with api.session.get(address + page["result"]["document"]["file_id"]) as response:
        assert response.headers["Content-Type"] == "application/octet-stream"
        assert response.headers["Content-Disposition"].startswith("attachment")
        assert "sandbox" in response.headers["Content-Security-Policy"]
    async with api.session.get(address + picture["result"]["photo"][0]["file_id"]) as response:
        assert response.headers["Content-Type"] == "image/png"
