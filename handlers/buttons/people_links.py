"""The buttons that lead to people, and from one page about somebody to another.

person: the id of the person it is about. page: from 0.
"""

from handlers.buttons.press import Press, button


@button("npl")
class People(Press):
    """The people the search found, or the latest ones."""

    page: int = 0


@button("npc")
class ShowPerson(Press):
    """What is known of somebody, and what can be done."""

    person: int


@button("nps")
class SessionsOf(Press):
    """Their sessions: coming, or past (1)."""

    person: int
    past: int = 0
    page: int = 0


@button("npd")
class DevicesOf(Press):
    """Where they are signed in."""

    person: int


@button("npb")
class BookForPerson(Press):
    """Book for them: ask with whom."""

    person: int
    page: int = 0


@button("nbk")
class AskBlock(Press):
    """Ask whether to block them for this many minutes, or until lifted (0). flag: where it was
    asked, and where *Back* leads; 0 for their card."""

    person: int
    minutes: int = 0
    flag: int = 0


@button("nbu")
class Unblock(Press):
    """They may book again."""

    person: int


@button("nmw")
class MergeWith(Press):
    """Ask who else they are."""

    person: int


@button("nml")
class LookMerge(Press):
    """Both of them side by side, and what joining them would mean."""

    one: int
    other: int


@button("nau")
class ShowAudit(Press):
    """Lines of the audit log. by: of a person ("p"), a booking ("b"), a day ("d"), a kind ("k") or
    the request of a line ("r"), with number saying which; empty for all. before: the line they come
    before."""

    by: str = ""
    number: int = 0
    before: int = 0


@button("nla")
class AskLimit(Press):
    """Ask whether to limit them so. most: sessions ahead, 0 for as many as others. by_hand: 1 for
    every booking confirmed by hand. days: 0 for until lifted. flag: as in `AskBlock`."""

    person: int
    most: int = 1
    by_hand: int = 0
    days: int = 30
    flag: int = 0


@button("nlu")
class LiftLimits(Press):
    """They may book like anyone else."""

    person: int


@button("nlf")
class Forgive(Press):
    """Missed sessions no longer count."""

    person: int


@button("nfl")
class Flags(Press):
    """People who should be looked at."""

    page: int = 0


@button("nfs")
class ShowFlag(Press):
    """One of them."""

    flag: int


def back_to(person: int, flag: int) -> Press:
    """Where a question about somebody was asked: below a flag, or on their card (0)."""
    return ShowFlag(flag) if flag else ShowPerson(person)


@button("nnw")
class WriteTeamNote(Press):
    """Write a note on them for the team: in place of what is there (0), or below it
    (1)."""

    person: int
    more: int = 0


@button("nnq")
class AskForgetTeamNote(Press):
    """Ask whether to delete the team's note."""

    person: int


@button("nnd")
class ForgetTeamNote(Press):
    """Delete it. seen: the mark of what was on the screen."""

    person: int
    seen: int
