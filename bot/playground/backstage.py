"""What the playground may ask of the process that runs it beside a bot. By itself it knows no
bot."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

ZonesOf = Callable[[str, str], tuple[Sequence[str], bool]]
Instant = Callable[[], Awaitable[datetime | None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Backstage:
    """Everything may be left out; then the playground does without.

    ``next_due()``: when the bot's next message is due: where "to the next reminder" leads.
    ``next_change()``: when the bot next does anything by itself, be it a message or something
    nobody sees. Past instants are still being dealt with. ``changed_after(moment)``: whether the
    bot has anything on record later than this. ``moved(offset)``: called after each move of the
    clock, with the seconds it is ahead. ``start_over()``: end everything and begin with nothing,
    the playground's own file included. It returns before that happens; raises ``ControlError`` when
    it must not. ``zones_of(words, language)``: the IANA zones somebody may mean by a city, the
    likeliest first, and whether the first is certain.
    """

    next_due: Instant | None = None
    next_change: Instant | None = None
    changed_after: Callable[[datetime], Awaitable[bool]] | None = None
    on_move: Callable[[float], None] | None = None
    start_over: Callable[[], Awaitable[None]] | None = None
    zones_of: ZonesOf | None = None
