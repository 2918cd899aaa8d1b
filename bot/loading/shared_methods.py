"""Gives our dataclasses shared methods, which `dataclass` would compile for each class.

These compare, hash, show and freeze by the fields: compiled for hundreds of classes, they took a
sixth of the start-up time, and megabytes. Type checkers still report a change to a frozen object;
at run time nothing prevents it, which makes creating one faster.
"""

import dataclasses
from collections.abc import Callable
from operator import attrgetter
from typing import Any, Final

OURS: Final = frozenset({"bot", "domain", "handlers", "storage"})
_real: Final[Callable[..., Any]] = dataclasses.dataclass
# Made here or, for `frozen`, not at all; every other option is left to the library.
_MADE_HERE: Final = frozenset({"eq", "frozen", "repr", "unsafe_hash"})


def install() -> None:
    """Make `dataclasses.dataclass` do so from now on; other classes are made as before."""
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
    # `Any`, as type checkers do not know what is set below as part of a class.
    data_class: Any = _real(cls, eq=False, repr=False, **others)
    fields = dataclasses.fields(data_class)
    data_class.__compared__ = _values(tuple(one.name for one in fields if one.compare))
    data_class.__hashed__ = _values(
        tuple(one.name for one in fields if (one.compare if one.hash is None else one.hash))
    )
    data_class.__shown__ = tuple(one.name for one in fields if one.repr)
    if "__eq__" not in own:
        data_class.__eq__ = _eq
    # Python itself puts None there along with an `__eq__`.
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
