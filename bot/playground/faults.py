"""Telegram on a bad day, switched on by tests: too many requests, gateways, silence, resets."""

import random
from dataclasses import dataclass
from enum import StrEnum


class FaultKind(StrEnum):
    TOO_MANY = "429"
    BAD_GATEWAY = "502"
    TIMEOUT = "timeout"
    RESET = "reset"
    RESET_AFTER_ACCEPT = "reset_after_accept"


@dataclass(frozen=True, slots=True)
class SimulatedFault:
    """``rate``: how often, 0 to 1. ``methods``: lower-case names, ``None`` for all."""

    kind: FaultKind
    rate: float
    methods: frozenset[str] | None
    retry_after: int
    chance: random.Random

    def strikes(self, method: str) -> bool:
        if self.methods is not None and method not in self.methods:
            return False
        return self.rate >= 1 or self.chance.random() < self.rate


class SimulatedFaults:
    """Several kinds may be on at once; the first to strike is the one that happens."""

    def __init__(self) -> None:
        self._on: dict[FaultKind, SimulatedFault] = {}

    def switch_on(
        self,
        kind: FaultKind,
        *,
        rate: float,
        methods: list[str] | None,
        retry_after: int,
        seed: int | None,
    ) -> None:
        names = None if methods is None else frozenset(name.lower() for name in methods)
        # Chance, not secrecy: the same seed must bring the same bad day again.
        self._on[kind] = SimulatedFault(kind, rate, names, retry_after, random.Random(seed))

    def switch_off(self) -> None:
        self._on.clear()

    def lasts(self, fault: SimulatedFault) -> bool:
        """Whether it has been neither switched off nor switched on again."""
        return self._on.get(fault.kind) is fault

    def strike(self, method: str) -> SimulatedFault | None:
        if not self._on:
            return None
        return next((fault for fault in self._on.values() if fault.strikes(method)), None)
