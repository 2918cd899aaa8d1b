"""The headings of the description, in the order in which a newcomer meets them: booking, a coach's
calendar, what is on offer, running the business, accounts, other programs."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Subject:
    """A heading. of: the tags of its routes, which are their modules' names."""

    title: str
    description: str
    of: tuple[str, ...]


SUBJECTS: Final = (
    Subject(
        "Free times",
        "What can be booked, why the rest cannot, and a time held while somebody decides.",
        ("availability", "holds"),
    ),
    Subject("Appointments", "Book, list, read, move and cancel.", ("appointments",)),
    Subject(
        "Appointments: decisions",
        "Confirm or decline a request, accept what was booked for you, undo the last step.",
        ("decisions",),
    ),
    Subject("Appointments: other times", "Propose or suggest times, and take one.", ("offers",)),
    Subject(
        "Appointments: attendance",
        "Who comes, who has arrived, and whether it took place.",
        ("attendance",),
    ),
    Subject("Appointments: another coach", "Hand a session over to a colleague.", ("handovers",)),
    Subject("Appointments: rooms", "Another room or device for a session.", ("session_rooms",)),
    Subject(
        "Appointments: messages and history",
        "What client and coach write to each other, and what was done to an appointment.",
        ("correspondence",),
    ),
    Subject(
        "Series",
        "Appointments that repeat: plan them, fix single dates, then book, move or end them all.",
        ("series_plans", "series"),
    ),
    Subject(
        "Group sessions", "Sessions with several places, and who is in them.", ("group_sessions",)
    ),
    Subject("Waitlist", "Wait for what is booked up, and take what becomes free.", ("waitlist",)),
    Subject("Me", "Your name, language, zone and data.", ("me",)),
    Subject(
        "Notifications",
        "The ways people are told, their apps and browsers, and what they were told.",
        ("notifications",),
    ),
    Subject("Coach: hours", "Weeks, single dates, seasons, and hours of one service.", ("hours",)),
    Subject(
        "Coach: leave",
        "Time off, once or repeating, and what becomes of the sessions it affects.",
        ("leave", "rescues"),
    ),
    Subject(
        "Coach: week and summaries",
        "A coach's week at a glance, and when a summary of the day comes.",
        ("weeks", "summaries"),
    ),
    Subject("Coach: clients", "Find and register clients, keep notes.", ("clients",)),
    Subject(
        "Coach: applications", "Apply to be a coach; decide who becomes one.", ("applications",)
    ),
    Subject(
        "Services",
        "What is offered: lengths, prices, rules, questions, and the rooms it takes.",
        ("services", "questions", "needs"),
    ),
    Subject(
        "Coaches", "Who offers it, and each coach's own prices and terms.", ("coaches", "terms")
    ),
    Subject("Coaches: invitations", "Links by which people become coaches.", ("coach_invites",)),
    Subject(
        "Coaches: suspension", "Take no new bookings for a coach for a while.", ("suspensions",)
    ),
    Subject(
        "Rooms and devices",
        "What sessions need, with hours and closures.",
        ("resources", "resource_hours"),
    ),
    Subject("Business: settings", "Name, rules, texts, currency, retention.", ("settings",)),
    Subject("Business: closed days", "Closures and public holidays.", ("closures",)),
    Subject(
        "Business: people",
        "Everybody the team knows: roles, blocks, limits, merging, erasing.",
        ("users", "erasing"),
    ),
    Subject("Business: flags", "Who should be looked at, and why.", ("flags",)),
    Subject("Business: complaints", "Complaints about messages.", ("complaints",)),
    Subject("Business: broadcasts", "Messages to many at once.", ("broadcasts",)),
    Subject("Business: reports", "Figures of any period, and when reports are sent.", ("reports",)),
    Subject("Business: audit log", "Who did what, before and after.", ("audit",)),
    Subject("Business: imports", "Import tables, and undo that.", ("imports",)),
    Subject("Business: exports", "Data as files to download.", ("exports",)),
    Subject("Business: status", "How the business and the bot are doing.", ("status",)),
    Subject("Accounts: signing in", "Accounts, passwords, codes and tokens.", ("auth",)),
    Subject("Accounts: Telegram", "Sign in by Telegram, and link a chat.", ("telegram",)),
    Subject("Accounts: devices", "Where somebody is signed in, and what was tried.", ("account",)),
    Subject("Programs: API keys", "Keys for other programs.", ("api_keys",)),
    Subject("Programs: webhooks", "Tell other programs what happens.", ("webhooks",)),
)
TITLES: Final = {tag: one.title for one in SUBJECTS for tag in one.of}
