"""Devices as people know them."""

from domain.agents import called
from handlers.wording.words import Words


def device_name(words: Words, name: str | None, agent: str | None) -> str:
    """What its owner calls it, else what it says of itself, else that nobody knows."""
    return name or called(agent) or words.label("devices.unknown")
