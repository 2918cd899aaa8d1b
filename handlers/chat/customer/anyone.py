"""Why customers who named nobody got their coach, as a button carries it."""

from domain.services.assignment import Why


def number_of(why: Why | None) -> int:
    """The reason for a button: from 1 in the order of `Why`, 0 if there is none."""
    return 0 if why is None else 1 + list(Why).index(why)


def why_of(number: int) -> Why | None:
    """The reason on a button, which may be forged."""
    return list(Why)[number - 1] if 1 <= number <= len(Why) else None
