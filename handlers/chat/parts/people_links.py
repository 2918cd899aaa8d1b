"""The buttons that lead to people, and from one page about somebody to another.

person: the id of whom it is about. page: from 0.
"""

from handlers.chat.frame.buttons import Press, button


@button("npl")
class People(Press):
    """Whom the search has found, or whom we have met last."""

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


@button("npb")
class BookForPerson(Press):
    """Book for them: with whom?"""

    person: int
    page: int = 0


@button("nbk")
class AskBlock(Press):
    """Shall they be blocked, for so many minutes, or until it is lifted (0)?"""

    person: int
    minutes: int = 0


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
    """Lines of the audit log. by: of a person ("p"), a booking ("b"), a day ("d") or a kind ("k"),
    with number saying which; of all where it is empty. before: in front of which line."""

    by: str = ""
    number: int = 0
    before: int = 0
