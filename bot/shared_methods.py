"""Dataclasses of ours that have their methods from here, where `dataclass` compiles them for each.

Comparing, hashing and showing by the fields, and refusing to be changed: compiled for hundreds of
classes, these were a sixth of the time to be ready, and megabytes. Who changes what is frozen is
told so by the type checker; nothing at run time keeps them from it, and making one is the faster.
"""

import dataclasses
from collections.abc import Callable
from operator import attrgetter
from typing import Any, Final

OURS: Final = frozenset({"bot", "domain", "handlers", "storage"})
_real: Final[Callable[..., Any]] = dataclasses.dataclass
# What is made here, or, for `frozen`, not at all; every other option is the library's.
_MADE_HERE: Final = frozenset({"eq", "frozen", "repr", "unsafe_hash"})


def install() -> None:
    """Let `dataclasses.dataclass` do so from now on; it does for others what it ever did."""
    dataclasses.dataclass = _dataclass


def _dataclass(cls: type | None = None, /, **options: Any) -> Any:
    def decorate(cls: type) -> Any:
        compiled = not options.get("eq", True) or options.get("order")
        if compiled or cls.__module__.partition(".")[0] not in OURS:
            return _real(cls, **options)
        return _sharing(cls, options)

    return decorate if cls is None else decorate(cls)


def _sharing(cls: type, options: dict[str, Any]) -> Any:
    own = dict(vars(cls))
    others = {name: option for name, option in options.items() if name not in _MADE_HERE}
    # Of any, because what is set below is no part of a class that a type checker knows.
    data_class: Any = _real(cls, eq=False, repr=False, **others)
    fields = dataclasses.fields(data_class)
    data_class.__compared__ = _values(tuple(one.name for one in fields if one.compare))
    data_class.__hashed__ = _values(
        tuple(one.name for one in fields if (one.compare if one.hash is None else one.hash))
    )
    data_class.__shown__ = tuple(one.name for one in fields if one.repr)
    if "__eq__" not in own:
        data_class.__eq__ = _eq
    # Python itself writes None there beside an `__eq__`.
    if own.get("__hash__") is None:
        data_class.__hash__ = _hash if options.get("frozen") or options.get("unsafe_hash") else None
    if options.get("repr", True) and "__repr__" not in own:
        data_class.__repr__ = _repr
    return data_class


def _values(names: tuple[str, ...]) -> Callable[[Any], object]:
    return attrgetter(*names or ("__class__",))


def _eq(self: Any, other: Any) -> Any:
    if other.__class__ is not self.__class__:
        return NotImplemented
    values: Callable[[Any], object] = self.__compared__
    return values(self) == values(other)


def _hash(self: Any) -> int:
    return hash(self.__hashed__(self))


def _repr(self: Any) -> str:
    values = ", ".join(f"{name}={getattr(self, name)!r}" for name in self.__shown__)
    return f"{type(self).__qualname__}({values})"
