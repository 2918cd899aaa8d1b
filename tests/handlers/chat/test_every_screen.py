"""Every screen of the largest possible business fits into Telegram's messages.

A new screen has a button that leads to it, which each role finds and presses here.
"""

from collections import Counter, defaultdict, deque
from dataclasses import dataclass, field
from datetime import date

import pytest

from handlers.buttons.application_links import AnswerTeam, Apply
from handlers.buttons.consent_keys import DeclineTime, TakeTime
from handlers.buttons.device_links import EndDevice, EndDevices, NotMe, Unlock
from handlers.buttons.erase_links import AskEraseOf
from handlers.buttons.handover_keys import GiveNow, RefuseHandOver, ShowQuestion, TakeOver
from handlers.buttons.links import Instead
from handlers.buttons.news_links import NoNews
from handlers.buttons.people_links import Forgive, LookMerge
from handlers.buttons.press import Press, unpack
from handlers.buttons.proposal_keys import TakeCover
from handlers.buttons.series_links import ContinueSeries
from handlers.chat.admin.people.person_devices import EndDeviceOf, EndDevicesOf
from handlers.chat.cards.undo_keys import UndoBlock, UndoGroup
from handlers.chat.coach.leave.rescue_days import PlanDay, SaveDayPlan
from handlers.chat.coach.leave.rescue_rules import PlanRule, SaveRulePlan
from handlers.chat.conversations import SCRIPT
from handlers.chat.customer.browse import CoachesIn, Near, NearOn
from handlers.chat.everyone.erasing import ReallyEraseOf
from storage.transactions import Database
from tests.handlers import largest
from tests.handlers.doorstep import ALEX, ANNA, MIA, SCREENS, Visitor
from tests.handlers.fitting import excess
from tests.handlers.largest_words import NAMES

EACH = 4  # buttons of a kind that one person presses on screens of a kind
# And one of these, by tag: each looks through weeks of times for dozens of sessions, in a second.
DEAR = {"rsp", "rss", "rsd", "rse", "rsr", "rst"}
NONSENSE = "🎾‽" * 200
# What is understood in more than one way, by the kind of button that asks for it.
OPEN_TO_DOUBT = {
    "BookFor": "Zoë",
    "MergeWith": "Zoë",
    "NewInvite": NAMES[2][:60],
    "EditCoachZone": "Springfield",
    "EditBusinessZone": "Springfield",
    "EditZone": "Springfield",
    "EditDays": "1-5",
    "EditDate": "1-5",
    "EditTimes": "1-5",
}
VARYING = ("moving", "first", "second", "third", "active")  # each makes another kind of a button
NAMING = ("section",)  # each value of these makes another
# Pressed when all else was seen: they take away what the other screens are large with.
LAST = {
    "Approve",
    "CancelAppointment",
    "CallOffNow",
    "TakeProposed",
    "ConfirmMove",
    "DeclineNow",
    "DeleteLeave",
}
LAST |= {"ApproveAll", "CallGroupOffNow", "GiveGroupRoom", "SaveGroup", "SetClosed"}
LAST |= {"ApproveSeries", "CallOffSeries", "CancelSeries", "CarryOut", "DeclineSeriesNow"}
LAST |= {"TakeSuggested", "RefuseSuggested", "SendSuggested", "WithdrawInvite"}
LAST |= {"GiveBackNow", "RuleBackNow", "SaveCoachLeave", "Suspend"}
LAST |= {"ApproveApplication", "DeclineBecause", "SendApplication", "TakeBack", "WithdrawNow"}
LAST |= {"AskNow", "GiveNow", "SaveDayPlan", "SaveRulePlan", "Withdraw"}
LAST |= {
    "Decide",
    "DoBlock",
    "JoinPeople",
    "LateBy",
    "RetryAll",
    "RetryDeadLetter",
    "SetStopped",
    "RemoveBlock",
    "Unblock",
}
LAST |= {"Dismiss", "DoLimit", "Forgive", "LiftLimits"}
# Pressed when nothing else is left: the person is somebody else afterwards.
ENDING = {"EraseMe", "EraseOf"}
LAST |= {
    "DropSeason",
    "ForConfirm",
    "ForgetHolidays",
    "UseBusinessZone",
    "JoinWaitlist",
    "LeaveWaitlist",
    "NoCoachPlace",
    "NoBusinessPlace",
    "NoText",
    "NoServicePlace",
    "PassWaitOffer",
    "TakeWaitOffer",
    "UsualLengths",
    "UsualPlace",
    "Reopen",
    "SaveRoomClosure",
    "SaveClosure",
    "SaveCopy",
    "SaveDate",
    "SaveHolidays",
    "SaveRescuePlan",
    "SavePlan",
    "SaveRoomDates",
    "SaveRow",
    "SaveSeason",
    "SaveTimes",
    "SaveWeek",
    "SendMarked",
    "SetActive",
    "SetDate",
    "SetDays",
    "SetHidden",
    "RefuseProposed",
}


# Only where nothing but a coach's own rules keeps dates of a series: measured beside the series.
# Nor is a session under way there, nor are two over of which nothing was said.
ELSEWHERE = {"AskAnyway", "AllTookPlace", "Begin"}
# Of a coach who was added and never open yet, of whom there is none there.
ELSEWHERE |= {"SetUp", "Tick", "TickPage", "UsualWeek", "SaveHours", "PickOwnZone", "OpenUp"}
# Below who is a customer and no more, whom one finds by typing.
ELSEWHERE |= {"EraseOf"}
# Nor can who has a session that is under way have their data deleted.
ELSEWHERE |= {"EraseMe", "ReallyErase"}
# Nor is anybody there without a chat, of whom somebody else could be the same person.
ELSEWHERE |= {"JoinPeople"}
# Below who is suspended already, of whom there is none there.
ELSEWHERE |= {"LiftSuspension"}
# Below hours that were typed and understood, of who is no coach.
ELSEWHERE |= {"ApplyHours"}
# Below leave of the one coach who has any, and nobody else.
ELSEWHERE |= {"AskGiveBack", "AskRuleBack", "GiveBackNow", "RuleBackNow"}
# And below leave that was typed and understood for somebody else.
ELSEWHERE |= {"SaveCoachLeave", "SaveCoachRule"}
# Nor is there a coach who is not on Telegram, or a link that somebody has opened.
ELSEWHERE |= {"ComeIn", "EditContacts", "InviteCoach", "NoContacts"}
# Nor is any way beside the chat set up.
ELSEWHERE |= {"EditWayNumber", "RemoveDevice", "SetWay"}
# Nor has anybody named countries for codes.
ELSEWHERE |= {"OwnCountries"}
# Nor is there a key of the API: what is typed there names none.
ELSEWHERE |= {"ShowApiKey", "AskRevokeKey", "RevokeKey"}
# Nor is there an account of the app, whose code is opened.
ELSEWHERE |= {"LinkYes", "LinkNo"}
# Below a service typed on one line: what is typed there is a title and no more.
ELSEWHERE |= {"KeepNew"}
# Nor is its admin led through the first run, which is over.
ELSEWHERE |= {"FirstRun", "TakeName", "TakeZone", "TakeCurrency", "TakeUsual", "KeepService"}
ELSEWHERE |= {"CoachMyself", "CoachNamed", "TakeWeek", "KeepHours", "LeaveIt"}
# Below what was typed and may not be an answer.
ELSEWHERE |= {"UseTyped", "DropTyped"}
FIRST = date(2031, 5, 5)
# What stands below notices alone, or where more is known than there: no screen leads there.
IN_NOTICES = (
    Instead(1, 0, 0),
    Instead(1, 1, 32_240_000),
    TakeTime(1, 1),
    DeclineTime(1, 1),
    AskEraseOf(3),
    ReallyEraseOf(3),
    ContinueSeries(1),
    ShowQuestion(1),
    TakeOver(1, 1),
    RefuseHandOver(1, 1),
    TakeCover(1, 1),
    GiveNow(1, 1),
    # Leave that repeats over sessions: no rule that the walk comes to touches any.
    PlanDay(1, FIRST),
    SaveDayPlan(1, FIRST, "abc"),
    PlanRule(127, 1, 600, 900, FIRST, FIRST),
    SaveRulePlan(127, 1, 600, 900, FIRST, FIRST, 0, "abc"),
    LookMerge(1, 2),
    AnswerTeam(),
    # Of the seven parts of an application the walk takes three by itself.
    Apply(2),
    Apply(5),
    Apply(6),
    NoNews(),
    # Nobody there is signed in anywhere but in the chat.
    EndDevice(1),
    EndDevices(),
    EndDeviceOf(1, 1),
    EndDevicesOf(1),
    NotMe(1),
    Unlock(),
    # Below what a block has led to: the walk comes to the last look, and does not stay for more.
    UndoBlock(2),
    UndoGroup(1, 1),
    Forgive(1),
    # Nobody there has said where they are on the map.
    Near(),
    NearOn(52_520, 13_405),
    CoachesIn(-1),
)


@dataclass
class Walk:
    """One person's way through everything that can be pressed."""

    visitor: Visitor
    ahead: deque[Press] = field(default_factory=lambda: deque(IN_NOTICES))
    last: deque[Press] = field(default_factory=deque)
    ending: deque[Press] = field(default_factory=deque)
    met: set[Press] = field(default_factory=lambda: set[Press](IN_NOTICES))
    tally: Counter[tuple[str, str]] = field(default_factory=Counter)
    faults: list[tuple[object, list[str]]] = field(default_factory=list)

    async def go(self) -> None:
        for command in SCRIPT.commands:
            await self.visitor.type(f"/{command}")
            self._look(command, command)
        while self.ahead or self.last or self.ending:
            press = (self.ahead or self.last or self.ending).popleft()
            kind = shape(press)
            await self.visitor.press(press)
            self._look(kind, press)
            self.tally["pressed", kind] += 1
            if self.tally["pressed", kind] == 1:
                doubtful = OPEN_TO_DOUBT.get(type(press).__name__)
                for text in (NONSENSE, doubtful) if doubtful else (NONSENSE,):
                    await self.visitor.type(text)
                    self._look(f"typed after {kind}", (press, text))

    def _look(self, kind: str, where: object) -> None:
        for method, payload in self.visitor.calls:
            if method not in SCREENS:
                continue
            if excesses := excess(payload):
                self.faults.append((where, excesses))
            by_kind = defaultdict[str, list[Press]](list)
            for row in payload.get("reply_markup", {}).get("inline_keyboard", []):
                for key in row:
                    if "url" in key:
                        continue
                    press = unpack(key["callback_data"])
                    assert press is not None, "a button that nobody would understand"
                    by_kind[shape(press)].append(press)
            for presses in by_kind.values():
                for press in (presses[0], presses[-1], presses[len(presses) // 2]):
                    self._meet(kind, press)
        self.visitor.calls.clear()

    def _meet(self, on: str, press: Press) -> None:
        kind = shape(press)
        most = 1 if press.tag in DEAR else EACH
        if press not in self.met and self.tally[on, kind] < most:
            self.tally[on, kind] += 1
            self.met.add(press)
            name = type(press).__name__
            later = self.ending if name in ENDING else self.last if name in LAST else self.ahead
            if hasattr(press, "draft"):  # the next draft takes its place
                later.appendleft(press)
            else:
                later.append(press)


def shape(press: Press) -> str:
    """A kind of button, by name and tag; one that moves something, or has marks, is another."""
    marks = [name for name in VARYING if getattr(press, name, 0)]
    marks += [str(getattr(press, name)) for name in NAMING if hasattr(press, name)]
    return " ".join((type(press).__name__, press.tag, *marks))


# Three people press thousands of buttons: on a busy machine that takes minutes.
@pytest.mark.timeout(900)
async def test_every_screen_of_the_largest_business_fits(database: Database) -> None:
    await largest.open_it(database)
    seen: set[type[Press]] = set()
    for person, name, language in (
        (MIA, NAMES[2], "en-US"),
        (ANNA, NAMES[1], "de"),
        (ALEX, NAMES[0], "en"),
    ):
        visitor = Visitor(database, person, name, mails=True)
        visitor.person |= {"last_name": name, "language_code": language}
        walk = Walk(visitor)
        await walk.go()
        assert walk.faults == []
        seen |= set(map(type, walk.met))
    unseen = sorted({kind.__name__ for kind in SCRIPT.presses.keys() - seen} - ELSEWHERE)
    assert " ".join(unseen) == ""
