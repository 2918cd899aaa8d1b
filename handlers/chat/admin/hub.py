"""The business at a glance, and the ways to everything that runs it.

/admin          today: sessions, income, what waits and what is wrong; and to all the reader may use
"""

from collections.abc import Callable, Mapping
from typing import Final

from domain.business import first_run
from domain.business.report import day_of, month_of
from domain.roles import Permission
from handlers.buttons import first_links
from handlers.buttons.api_key_links import ApiKeys
from handlers.buttons.application_links import Applications
from handlers.buttons.booking_links import Bookings
from handlers.buttons.coach_links import ChooseHours, Rooms, ShowBusiness, ShowClosures
from handlers.buttons.data_links import ShowExport, ShowImports
from handlers.buttons.keyboards import in_rows, way_out
from handlers.buttons.links import Coaches, Services
from handlers.buttons.people_links import Flags, People, ShowAudit
from handlers.buttons.press import Press
from handlers.buttons.report_links import ShowReport
from handlers.buttons.screen import PRIMARY, Key, Row, Screen
from handlers.buttons.settings_links import ShowRules
from handlers.buttons.status_links import DeadLetters, ShowGlance, ShowStatus
from handlers.buttons.webhook_links import ShowWebhooks
from handlers.chat.admin.broadcasts.broadcast_screens import Broadcasts
from handlers.chat.admin.operations import status_words
from handlers.chat.admin.people.complaints import Complaints
from handlers.chat.admin.people.roles import Roles
from handlers.chat.cards.check_in_keys import AskCheckIn
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.script import Command, MenuItem, MenuRow, Script, Step
from handlers.chat.frame.turn import Turn
from handlers.queries.business import status as queries
from handlers.wording import figures
from handlers.wording import report as report_words
from handlers.wording.pens import HtmlPen
from handlers.wording.words import zone_info

# In their order on the screen: where each leads, and who may go there. Those in the menu are called
# as they are there.
OF_MENU: Final = frozenset(
    {"bookings", "people", "coaches", "services", "rooms", "hours", "business", "rules", "role"}
)
WAYS: Final[Mapping[str, tuple[Callable[[], Press], Permission]]] = {
    "bookings": (Bookings, Permission.ANY_SESSION),
    "check_in": (AskCheckIn, Permission.ANY_SESSION),
    "people": (People, Permission.PEOPLE),
    "coaches": (Coaches, Permission.COACHES),
    "services": (Services, Permission.SERVICES),
    "rooms": (Rooms, Permission.ROOMS),
    "hours": (lambda: ChooseHours(0), Permission.ANY_CALENDAR),
    "closures": (ShowClosures, Permission.BUSINESS),
    "business": (ShowBusiness, Permission.BUSINESS),
    "rules": (ShowRules, Permission.BUSINESS),
    "role": (Roles, Permission.ROLES),
    "flags": (Flags, Permission.BLOCK),
    "applications": (Applications, Permission.APPLICATIONS),
    "complaints": (Complaints, Permission.COMPLAINTS),
    "broadcast": (Broadcasts, Permission.BROADCAST),
    "audit": (ShowAudit, Permission.AUDIT),
    "api_keys": (ApiKeys, Permission.API_KEYS),
    "export": (ShowExport, Permission.DATA),
    "import": (ShowImports, Permission.DATA),
    "webhooks": (ShowWebhooks, Permission.DATA),
    "status": (ShowStatus, Permission.STATUS),
}


async def glance(turn: Turn, press: ShowGlance | None = None) -> Reply:
    """Today, this month, and where to go from here."""
    words, pen = turn.words, HtmlPen(turn.words)
    overview = await queries.glance(
        turn.database,
        turn.catalogue,
        actor=turn.actor,
        now=turn.now,
        available_channels=turn.context.available_channels,
    )
    today = turn.now.astimezone(zone_info(turn.catalogue.business.zone)).date()
    parts = [
        words.text("admin.title", business=turn.catalogue.business.name, day=words.day(today)),
        "\n".join(report_words.bookings(pen, overview.today, overview.unsaid)),
    ]
    if overview.today.total:
        parts.append("\n".join(report_words.income(pen, overview.today)))
    if overview.month is not None:
        earned = figures.money(words, overview.month.earned) or words.label("admin.nothing")
        lines = [words.text("admin.month", earned=earned)]
        if to_come := figures.money(words, overview.month.to_come):
            lines.append(words.text("report.to_come", money=to_come))
        parts.append("\n".join(lines))
    parts.append(status_words.requests(turn, overview.requests))
    parts.append(status_words.wrong(turn, overview.wrong))
    rows: list[Row] = []
    if overview.applications:
        parts.append(words.plural("admin.applications", overview.applications))
    if turn.actor.may(Permission.BUSINESS) and first_run.leads(turn.catalogue):
        rows += first_links.go_on(turn.words, turn.catalogue)
    if overview.wrong.dead_letters:
        label = words.label("health.letters_key", n=overview.wrong.dead_letters)
        rows.append((Key(label, DeadLetters(), PRIMARY),))
    days = {"today": day_of(today), "month": month_of(today)}
    rows.append(
        tuple(
            Key(words.label(f"admin.{name}_key"), ShowReport(one.first, one.last))
            for name, one in days.items()
        )
    )
    keys = [
        Key(words.label(_label_id(name), n=overview.flags), leads())
        for name, (leads, asks) in WAYS.items()
        if turn.actor.may(asks)
    ]
    rows += in_rows(keys, 2)
    return Reply(Screen("\n\n".join(parts), (*rows, way_out(words))))


def _label_id(name: str) -> str:
    return f"menu.{name}" if name in OF_MENU else f"admin.{name}_key"


async def _admin(turn: Turn) -> Reply:
    return await glance(turn)


SCRIPT = Script(
    commands={"admin": Command(_admin, Permission.REPORTS)},
    presses={ShowGlance: Step(glance, Permission.REPORTS)},
    menu=(
        MenuItem(
            "admin", lambda turn: ShowGlance(), Permission.REPORTS, row=lambda turn: MenuRow.TEAM
        ),
    ),
)
