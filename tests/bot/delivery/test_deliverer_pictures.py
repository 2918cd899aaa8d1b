"""A notice that can be drawn goes as a picture, or as text if that fails."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest

from bot.delivery import sender
from handlers.notices import rendering
from handlers.notices.mail import compose_email
from handlers.pictures import drawing
from handlers.wording.words import words_for
from tests.bot.delivery.post_office import LENA, MIA, NOW, Post, message

REPORT = {
    "days": ["2026-05-11", "2026-05-17"],
    "zone": "Europe/Berlin",
    "bookings": {"confirmed": 3, "cancelled": 1},
    "earned": {"EUR": 12_000},
    "to_come": {"EUR": 6_000},
    "coaches": [["Anna Berg", 3, 1, 180, 2_400, {"EUR": 12_000}]],
    "new": 1,
    "returning": 2,
    "lead": {},
    "ahead": None,
    "hours": [[0, 9, 2]],
    "daily": [["2026-05-11", 3, 0, 1]],
}


def bot_messages(post: Post, telegram_id: int) -> list[Mapping[str, Any]]:
    chat = post.world.chats.get(telegram_id)
    assert chat is not None
    return [one for one in chat.messages.values() if one["from"]["is_bot"]]


async def test_a_report_that_comes_by_itself_is_a_picture_in_its_readers_words(post: Post) -> None:
    mia, lena = await post.person(MIA, "en"), await post.person(LENA, "de")
    post.open(compose=rendering.compose)
    await post.enqueue(
        message("r1", mia, kind="report", facts={"report": REPORT}),
        message("r2", lena, kind="report", facts={"report": REPORT}),
    )
    await post.wait_for_state("sent", "r1", "r2")
    for telegram_id, says, key in (
        (MIA, "4 bookings", "Open the report"),
        (LENA, "4 Buchungen", "Bericht öffnen"),
    ):
        [one] = bot_messages(post, telegram_id)
        assert one["photo"]
        assert says in one["caption"]
        assert key in str(one["reply_markup"])


async def test_where_it_cannot_be_drawn_or_is_not_taken_the_text_goes(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    mia, lena = await post.person(MIA), await post.person(LENA)
    monkeypatch.setattr(drawing, "PATIENCE", 0.0)
    post.open(compose=rendering.compose)
    # A notice from before there were pictures has none.
    before = {name: fact for name, fact in REPORT.items() if name != "daily"}
    await post.enqueue(
        message("slow", mia, kind="report", facts={"report": REPORT}),
        message("before", lena, kind="report", facts={"report": before}),
    )
    await post.wait_for_state("sent", "slow", "before")
    for telegram_id in (MIA, LENA):
        [one] = bot_messages(post, telegram_id)
        assert "4 bookings" in one["text"]

    async def draw_garbage(template: str, facts: Mapping[str, Any]) -> bytes:
        return b"no picture"

    monkeypatch.setattr(sender, "draw_picture", draw_garbage)
    post.now += timedelta(seconds=2)
    await post.enqueue(message("bad", mia, kind="report", due_at=NOW, facts={"report": REPORT}))
    await post.wait_for_state("sent", "bad")


def test_a_letter_has_it_as_a_file() -> None:
    notice = rendering.compose("report", {"report": REPORT}, words_for("de"), None)
    letter = compose_email(
        notice, words_for("de"), chat="https://t.me/x", now=NOW, picture=b"\x89PNG"
    )
    [file] = letter.body.iter_attachments()
    assert (file.get_content_type(), file.get_filename()) == ("image/png", "report.png")
    assert notice.picture is not None
