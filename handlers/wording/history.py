"""Which visit a session is, and what was missed, for coaches: on cards and in notices."""

from domain.appointments.history import VisitCounts
from handlers.wording.pens import Pen, T


def visit(pen: Pen[T], number: int) -> T:
    """New, or the nth visit. number: from 1."""
    if number <= 1:
        return pen.say("history.first_visit")
    form = pen.words.locale.ordinal_form(number)
    return pen.say(f"history.visit_{form if form in ('one', 'two', 'few') else 'other'}", n=number)


def lines(pen: Pen[T], standing: VisitCounts) -> list[T]:
    """The same for a customer, with what they have missed."""
    sentences = [visit(pen, standing.visit)]
    if standing.missed:
        sentences.append(pen.say_plural("history.missed", standing.missed))
    return sentences
