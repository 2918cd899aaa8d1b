"""How a guard is removed: something is put in its place, in this process only."""

from typing import Any

from storage.transactions import Writer


def for_good(owner: Any, name: str) -> None:
    """What this part of a transaction does stays, whatever becomes of the rest."""
    step = getattr(owner, name)

    async def stays(writer: Writer, *arguments: Any) -> Any:
        came = await step(writer, *arguments)
        await writer.fetch("COMMIT")
        await writer.fetch("BEGIN")
        return came

    replace_attr(owner, name, stays)


def replace_attr(owner: Any, name: str, by: object) -> None:
    assert hasattr(owner, name), "it is called differently now"
    setattr(owner, name, by)
