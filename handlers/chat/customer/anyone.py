"""Why customers who named nobody got their coach, as a button carries it."""

from domain.services.assignment import AssignmentReason


def number_of(why: AssignmentReason | None) -> int:
    """The reason for a button: from 1 in the order of `AssignmentReason`, 0 if there is none."""
    return 0 if why is None else 1 + list(AssignmentReason).index(why)


def why_of(number: int) -> AssignmentReason | None:
    """The reason on a button, which may be forged."""
    return list(AssignmentReason)[number - 1] if 1 <= number <= len(AssignmentReason) else None
