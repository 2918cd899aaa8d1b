"""In quiet hours messages make no sound, unless they must be heard; they are still sent."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from domain.messages.notices import NoticeKind
from domain.messages.quiet_hours import QuietHours
from storage.messages import quiet_hours
from storage.messages.outbox import OutboxMessage
from storage.people import people
from tests.bot.delivery.post_office import DAY, MIA, NOW, Post, message


def of_kind(kind: str, person: int, **facts: Any) -> OutboxMessage:
    notice = message(kind, person)
    return replace(notice, kind=NoticeKind(kind), facts={**notice.facts, **facts})


async def test_what_is_said_decides_whether_it_is_heard(post: Post) -> None:
    mia = await post.person()
    # NOW is nine in UTC, and six in the evening in Tokyo.
    await post.database.write(lambda w: people.set_zone(w, mia, "Asia/Tokyo"))
    await post.database.write(lambda w: quiet_hours.set_quiet(w, mia, QuietHours(17 * 60, 60)))
    silent = dict[str, bool]()

    async def call(method: str, payload: Mapping[str, Any]) -> Any:
        silent[payload["text"].split()[0]] = payload.get("disable_notification", False)
        return await post.telegram.call(method, payload)

    soon, later = ((NOW + by).isoformat() for by in (timedelta(hours=2), DAY))
    notices = {
        "request": {},
        "message": {},
        "late": {},
        "approved": {"starts_at": later},
        "declined": {"starts_at": soon},
        "moved_by_coach": {"starts_at": later, "was": soon},
    }
    post.open(call=call)
    await post.enqueue(*(of_kind(kind, mia, **facts) for kind, facts in notices.items()))

    await post.wait_for_state("sent", *notices)
    assert silent == {
        "request": True,
        "message": True,
        "late": False,
        "approved": True,
        "declined": False,
        "moved_by_coach": False,
    }
    assert len(post.bot_texts(MIA)) == len(notices)


async def test_out_of_quiet_hours_and_without_any_everything_is_heard(post: Post) -> None:
    mia = await post.person()
    audible = list[bool]()

    async def call(method: str, payload: Mapping[str, Any]) -> Any:
        audible.append("disable_notification" not in payload)
        return await post.telegram.call(method, payload)

    post.open(call=call)
    await post.enqueue(of_kind("request", mia))
    await post.wait_for_state("sent", "request")
    await post.database.write(lambda w: quiet_hours.set_quiet(w, mia, QuietHours(0, 60)))
    await post.enqueue(replace(of_kind("request", mia), key="again"))
    await post.wait_for_state("sent", "again")
    assert audible == [True, True]
