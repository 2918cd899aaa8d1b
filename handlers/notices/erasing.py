"""What a coach is told about a customer who was erased."""

from datetime import datetime

from domain.messages.notices import NoticeKind
from domain.services.display_zones import of_calendar
from handlers.buttons.coach_links import ShowCoach
from handlers.buttons.labels import HALF, LabelFitter
from handlers.buttons.links import CoachDay
from handlers.buttons.screen import Key
from handlers.notices.notice import Composers, Facts, Notice, bullet, heading
from handlers.wording.rich import join_rich
from handlers.wording.words import Words, zone_info

LONGEST_NAME = 60


def _customer_erased(facts: Facts, words: Words, zone: str | None) -> Notice:
    """Which of their times are free again."""
    times = facts["freed"]
    lines = [
        words.rich(
            "erase.desk_line",
            when=words.at(datetime.fromisoformat(at), of_calendar(venue)),
            service=LabelFitter(words, LONGEST_NAME).user_text("service", of),
        )
        for of, at, venue in times
    ]
    if facts["number"] > len(times):
        lines.append(words.rich_plural("erase.more", facts["number"] - len(times)))
    _, at, venue = times[0]
    day = datetime.fromisoformat(at).astimezone(zone_info(venue)).date()
    ways = ((Key(words.label("calendar_news.show_day", day=words.short_day(day)), CoachDay(day)),),)
    free = words.rich_plural("erase.desk_cancelled", facts["number"])
    title = heading(words.rich("notice.customer_erased"))
    body = join_rich([free, bullet(lines)], "\n")
    if "for_coach" not in facts:
        return Notice(NoticeKind.CUSTOMER_ERASED, title, (body,), ways)
    # To the team, about a coach who is not on Telegram.
    coach, name = facts["for_coach"]
    label = LabelFitter(words, HALF).label("team.card", cut="coach", coach=name)
    card = ((Key(label, ShowCoach(coach)),),)
    why = words.rich("team.pass_on", coach=name)
    return Notice(NoticeKind.CUSTOMER_ERASED, title, (why, body), card)


NOTICES: Composers = {NoticeKind.CUSTOMER_ERASED: _customer_erased}
