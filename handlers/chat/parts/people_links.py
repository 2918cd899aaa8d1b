"""The buttons that lead to people, and from one page about somebody to another.

person: the id of whom it is about. page: from 0.
"""

from handlers.chat.frame.buttons import Press, button


@button("npl")
class People(Press):
    """Those whom the search found, or those met last."""

    page: int = 0


@button("npc")
class ShowPerson(Press):
    """What is known of somebody, and what can be done."""

    person: int


@button("nps")
class SessionsOf(Press):
    """Their sessions: those that come, or those that are past (1)."""

    person: int
    past: int = 0
    page: int = 0


@button("npd")
class DevicesOf(Press):
    """Where they are signed in."""

    person: int


@button("npb")
class BookForPerson(Press):
    """Book for them: with whom?"""

    person: int
    page: int = 0


@button("nbk")
class AskBlock(Press):
    """Block them for so many minutes, or until it is lifted (0)? The question. flag: where it was
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
    """They are the same person as somebody else: as whom?"""

    person: int


@button("nml")
class LookMerge(Press):
    """Both of them side by side, and what joining them would mean."""

    one: int
    other: int


@button("nau")
class ShowAudit(Press):
    """Lines of the audit log. by: of a person ("p"), a booking ("b"), a day ("d"), a kind ("k") or
    the request of a line ("r"), with number saying which; of all where it is empty. before: in
    front of which line."""

    by: str = ""
    number: int = 0
    before: int = 0


@button("nla")
class AskLimit(Press):
    """Limit them like this? most: sessions ahead, 0 for as many as others. by_hand: 1 for
    every booking confirmed by hand. days: 0 for until it is lifted. flag: as of `AskBlock`."""

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
    """What they have missed no longer counts."""

    person: int


@button("nfl")
class Flags(Press):
    """Who should be looked at."""

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
    """Delete what the team has written down? The question."""

    person: int


@button("nnd")
class ForgetTeamNote(Press):
    """Delete it. seen: the mark of what was on the screen."""

    person: int
    seen: int
