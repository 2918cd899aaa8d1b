"""What the team is told about coaches who cannot be reached, and about what went wrong; what others
are told as a result."""

from datetime import datetime

from domain.appointments.appointment import Appointment
from domain.messages.notices import NoticeKind
from domain.programs.scopes import scopes_of
from domain.services.display_zones import of_calendar
from handlers.actions.appointments.appointment_messages import appointment_of
from handlers.buttons import coach_keys
from handlers.buttons.api_key_links import ShowApiKey
from handlers.buttons.coach_links import SetActive, ShowCoach
from handlers.buttons.labels import HALF, WHOLE, LabelFitter
from handlers.buttons.links import CoachCard, ShowAppointment
from handlers.buttons.people_links import LookMerge
from handlers.buttons.press import Home
from handlers.buttons.screen import DANGER, PRIMARY, SUCCESS, Key, Row
from handlers.buttons.set_up_links import SetUp
from handlers.buttons.status_links import DeadLetters
from handlers.notices.notice import Composers, Facts, Notice, bullet, heading
from handlers.notices.paragraphs import for_coach, receipt
from handlers.wording.api_keys import may
from handlers.wording.attendance import to_coach
from handlers.wording.pens import Pen, RichPen, T
from handlers.wording.rich import Rich, join_rich
from handlers.wording.words import Words
from storage.appointments.cards import CardSubject

LONGEST_NAME = 60  # letters of each customer's name in a list
MOST_RECORDS = 5


def _coach_gone(facts: Facts, words: Words, zone: str | None) -> Notice:
    """A coach cannot be reached: why, what awaits them, and what can be done."""
    name, display_zone = facts["name"], of_calendar(facts["zone"])
    parts = [words.rich("team.blocked" if facts["met"] else "team.never_met", coach=name)]
    in_line = LabelFitter(words, LONGEST_NAME)
    for kind in ("requests", "sessions"):
        backlog = facts[kind]
        if backlog["count"]:
            lines = [
                words.rich(
                    "team.line",
                    customer=in_line.user_text("customer", customer),
                    when=words.at(_instant(at), display_zone),
                )
                for _, customer, at in backlog["first"]
            ]
            title = words.rich_plural(f"team.{kind}", backlog["count"], coach=name)
            parts.append(join_rich([title, bullet(lines)], "\n"))
    rows: list[Row] = [
        (
            Key(
                LabelFitter(words, WHOLE).label(
                    "desk.request_key",
                    cut="customer",
                    customer=customer,
                    when=words.button_time(_instant(at), display_zone),
                ),
                CoachCard(session),
            ),
        )
        for session, customer, at in facts["requests"]["first"]
    ]
    if facts["active"]:
        label = LabelFitter(words, WHOLE).label("team.pause", cut="coach", coach=name)
        pause = Key(label, SetActive(facts["coach"], 0), DANGER)
        rows.append((pause,))
    title = heading(words.rich("team.coach_gone", coach=name))
    return Notice(NoticeKind.COACH_GONE, title, tuple(parts), (*rows, *_coach_rows(facts, words)))


def _coach_back(facts: Facts, words: Words, zone: str | None) -> Notice:
    """A coach can be reached again, or has pressed Start for the first time."""
    news = words.rich("team.coach_back" if facts["met"] else "team.coach_met", coach=facts["name"])
    title, *lines = news.split("\n\n")
    rows: list[Row] = []
    if not facts["active"]:
        open_key = Key(words.label("coach.open_key"), SetActive(facts["coach"], 1), SUCCESS)
        rows.append((open_key,))
    ways = (*rows, *_coach_rows(facts, words))
    return Notice(NoticeKind.COACH_BACK, title, tuple(lines), ways)


def _in_place(facts: Facts, words: Words, zone: str | None) -> Notice:
    """What a coach missed, told to an admin, who can act in their place."""
    a = appointment_of(facts)
    why = words.rich(_why(facts), coach=a.coach_name)
    news = heading(words.rich(f"notice.{facts['of']}", customer=a.customer_name))
    ways = (*coach_keys.keys(words, a), (_card_key(words, a.coach_id, a.coach_name),))
    lines = (news, *to_coach(RichPen(words), a), for_coach(words, a, zone))
    return Notice(NoticeKind.IN_PLACE, why, lines, ways, CardSubject.to_coach(a))


def _why(facts: Facts) -> str:
    """Why it goes to the team; older rows say less."""
    if facts.get("by_mail"):
        return "team.has_mail"
    if not facts.get("chat", True):
        return "team.no_chat"
    return "team.not_delivered" if facts["reached"] else "team.not_reached"


def _in_your_place(facts: Facts, words: Words, zone: str | None) -> Notice:
    """The team has decided something for a coach."""
    a = appointment_of(facts)
    title = words.rich("team.in_your_place", customer=a.customer_name)
    state = words.rich("desk.proposed" if a.proposed else f"desk.{a.status.value}")
    lines, ways = (state, for_coach(words, a, zone)), coach_keys.keys(words, a)
    return Notice(NoticeKind.IN_YOUR_PLACE, heading(title), lines, ways, CardSubject.to_coach(a))


def _coach_unreached(facts: Facts, words: Words, zone: str | None) -> Notice:
    """To a customer who was promised that the coach would be told."""
    a = appointment_of(facts)
    title = words.rich("team.unreached", coach=a.coach_name)
    what = unheard_yet(RichPen(words), a, team=facts["team"])
    show = Key(words.label("notice.show"), ShowAppointment(a.id))
    lines = (what, receipt(words, a, zone))
    return Notice(
        NoticeKind.UNREACHED, heading(title), lines, ((show,),), CardSubject.to_customer(a)
    )


def unheard_yet(pen: Pen[T], a: Appointment, *, team: bool) -> T:
    """What becomes of an appointment whose coach is unreachable. team: somebody else was told."""
    audience = "team" if team else "nobody"
    return pen.say(f"team.unheard_{a.status}_{audience}", coach=a.coach_name)


def _dead_letters(facts: Facts, words: Words, zone: str | None) -> Notice:
    """Failed updates await the admins."""
    title, *lines = words.rich_plural("team.dead_letters", facts["waiting"]).split("\n\n")
    look = Key(words.label("health.letters_key", n=facts["waiting"]), DeadLetters(), PRIMARY)
    return Notice(NoticeKind.DEAD_LETTERS, title, tuple(lines), ((look,), *_to_menu(words)))


def _two_records(facts: Facts, words: Words, zone: str | None) -> Notice:
    """Somebody has proved a contact that another record has, too; both stay as they are."""
    in_line = LabelFitter(words, LONGEST_NAME)
    others = [
        Rich.of(in_line.user_text("customer", name)) for name in facts["others"][:MOST_RECORDS]
    ]
    lines = (
        words.rich(f"team.shown_{facts['kind']}", customer=facts["name"], value=facts["value"]),
        bullet(others),
        words.rich("team.kept_apart"),
    )
    title = heading(words.rich("team.two_records"))
    ways = _to_menu(words)
    if ids := facts.get("ids"):  # older rows do not have them
        look = Key(words.label("merge.look_key"), LookMerge(ids[0], ids[1]), PRIMARY)
        ways = ((look,), *ways)
    return Notice(NoticeKind.TWO_RECORDS, title, lines, ways)


def _to_menu(words: Words) -> tuple[Row, ...]:
    return ((Key(words.label("key.menu"), Home()),),)


def _coach_rows(facts: Facts, words: Words) -> tuple[Row, ...]:
    row = [_card_key(words, facts["coach"], facts["name"])]
    if facts["username"]:
        label = LabelFitter(words, HALF).label("team.write", cut="coach", coach=facts["name"])
        row.append(Key(label, f"https://t.me/{facts['username']}"))
    return (tuple(row),)


def _card_key(words: Words, coach_id: int, name: str) -> Key:
    label = LabelFitter(words, HALF).label("team.card", cut="coach", coach=name)
    return Key(label, ShowCoach(coach_id), PRIMARY)


def _instant(at: str) -> datetime:
    return datetime.fromisoformat(at)


def _coach_came_in(facts: Facts, words: Words, zone: str | None) -> Notice:
    """Somebody has used a link, and become the coach it was for."""
    id_ = "notice.new_coach_came_in" if facts["new"] else "notice.coach_came_in"
    title, *lines = words.rich(id_, coach=facts["name"], name=facts["person"]).split("\n\n")
    return Notice(NoticeKind.COACH_CAME_IN, title, tuple(lines), _coach_rows(facts, words))


def _coach_welcome(facts: Facts, words: Words, zone: str | None) -> Notice:
    """They are a coach from now on."""
    title, *lines = words.rich("notice.coach_welcome", name=facts["name"]).split("\n\n")
    return Notice(NoticeKind.COACH_WELCOME, title, tuple(lines), _to_menu(words))


def _coach_added(facts: Facts, words: Words, zone: str | None) -> Notice:
    """They are a coach, and are led through what customers will see."""
    title, *lines = words.rich("notice.coach_added", name=facts["name"]).split("\n\n")
    begin = (Key(words.label("set_up.begin"), SetUp(), PRIMARY),)
    return Notice(NoticeKind.COACH_ADDED, title, tuple(lines), (begin,))


def _role(facts: Facts, words: Words, zone: str | None) -> Notice:
    """They may do more, or less, from now on."""
    title, *lines = words.rich(f"notice.role_{facts['role']}").split("\n\n")
    return Notice(NoticeKind.ROLE, title, tuple(lines), _to_menu(words))


def _account_linked(facts: Facts, words: Words, zone: str | None) -> Notice:
    """Their chat is linked to an app account, by a code shown in the app."""
    title, *lines = words.rich("notice.account_linked").split("\n\n")
    by = [words.rich("linking.name", name=one) for one in facts["known_by"]]
    bullets = [bullet(by)] if by else []
    return Notice(NoticeKind.ACCOUNT_LINKED, title, (*bullets, *lines), _to_menu(words))


def _api_key_made(facts: Facts, words: Words, zone: str | None) -> Notice:
    """Another admin has let a program in."""
    values = {"name": facts["name"], "note": facts["key_name"]}
    title, *lines = words.rich("notice.api_key_made", **values).split("\n\n")
    does = Rich.of(may(words, scopes_of(facts["scopes"])))
    look = (Key(words.label("api_keys.look"), ShowApiKey(facts["key"]), PRIMARY),)
    return Notice(NoticeKind.API_KEY_MADE, title, (does, *lines), (look,))


NOTICES: Composers = {
    NoticeKind.COACH_WELCOME: _coach_welcome,
    NoticeKind.COACH_ADDED: _coach_added,
    NoticeKind.ROLE: _role,
    NoticeKind.ACCOUNT_LINKED: _account_linked,
    NoticeKind.COACH_GONE: _coach_gone,
    NoticeKind.COACH_BACK: _coach_back,
    NoticeKind.COACH_CAME_IN: _coach_came_in,
    NoticeKind.IN_PLACE: _in_place,
    NoticeKind.IN_YOUR_PLACE: _in_your_place,
    NoticeKind.UNREACHED: _coach_unreached,
    NoticeKind.DEAD_LETTERS: _dead_letters,
    NoticeKind.TWO_RECORDS: _two_records,
    NoticeKind.API_KEY_MADE: _api_key_made,
}
