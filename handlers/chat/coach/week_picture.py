"""A coach looks at the week as a picture.

the picture     drawn for light or dark; its caption says the same → a day, the weeks around
As text         the week as text again
"""

from datetime import timedelta

from domain.appointments.week_layout import layout
from domain.groups.group import GroupSession
from domain.roles import Permission
from domain.services.display_zones import of_calendar
from domain.time.spans import epoch
from handlers.buttons.keyboards import way_out
from handlers.buttons.links import CoachWeek, WeekPicture
from handlers.buttons.screen import Key, Row, Screen
from handlers.chat.cards import group_cards
from handlers.chat.coach import week, week_words
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.script import Script, Step
from handlers.chat.frame.turn import Turn
from handlers.pictures.drawing import draw_picture
from handlers.pictures.week import facts
from handlers.queries.coaches.weeks import Week

LONGEST = 1000  # characters; a caption has 1024 (Bot API: sendPhoto)


async def show_picture(turn: Turn, press: WeekPicture) -> Reply:
    """The week of a day, drawn; as text if that fails."""
    schedule = await week.read(turn, press.day)
    dark = press.dark == 1
    picture = await draw_picture("week", _facts(turn, schedule, dark=dark))
    if picture is None:
        toast = turn.words.label("week.no_picture")
        return Reply(week.screen(turn, schedule), toast=toast, alert=True)
    caption = week_words.text(turn, schedule, LONGEST)
    return Reply(Screen(caption, _rows(turn, schedule, dark=dark), picture=picture))


def _facts(turn: Turn, schedule: Week, *, dark: bool) -> dict[str, object]:
    def title_of(session: GroupSession) -> str:
        return group_cards.service_of(turn, session).title

    placed = layout(schedule.entries, schedule.monday, schedule.coach.tz, epoch(turn.now))
    zone = of_calendar(schedule.coach.zone)
    return facts(turn.words, placed, schedule.monday, zone, turn.now, title_of, dark=dark)


def _rows(turn: Turn, schedule: Week, *, dark: bool) -> tuple[Row, ...]:
    words, monday = turn.words, schedule.monday
    around = [monday + timedelta(weeks=n) for n in (-1, 1)]
    other = words.label("week.light_key" if dark else "week.dark_key")
    return (
        # Keys are as wide as the picture here: two weeks in one row would be cut to look the same.
        *((Key(week.key_label(turn, day), WeekPicture(day, int(dark))),) for day in around),
        (
            Key(other, WeekPicture(monday, int(not dark))),
            Key(words.label("week.text_key"), CoachWeek(monday)),
        ),
        way_out(words),
    )


SCRIPT = Script(presses={WeekPicture: Step(show_picture, Permission.WORK)})
