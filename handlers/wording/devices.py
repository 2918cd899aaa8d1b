"""Devices as people know them."""

from domain.text import names
from domain.text.device_names import describe_agent
from handlers.wording.words import Words


def device_name(words: Words, name: str | None, agent: str | None) -> str:
    """What its owner calls it, else what it says of itself, else that nobody knows."""
    return names.one_line(name or "") or describe_agent(agent) or words.label("devices.unknown")
