"""Devices as people know them."""

from domain.text import names
from domain.text.device_names import describe_agent
from handlers.wording.words import Words


def device_name(words: Words, name: str | None, agent: str | None) -> str:
    """Its owner's name for it, else its own description, else that it is unknown."""
    return names.one_line(name or "") or describe_agent(agent) or words.label("devices.unknown")
