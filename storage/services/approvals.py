"""Approval as columns: an older version knows two kinds, and reads the third as asking its
coach."""

from collections.abc import Mapping
from typing import Any

from domain.services.service import Approval


def approval_columns(approval: Approval | None) -> dict[str, Any]:
    """The columns of a coach or a service."""
    known = approval is Approval.KNOWN
    return {"approval": Approval.MANUAL if known else approval, "known_at_once": known}


def of_row(row: Mapping[str, Any]) -> Approval | None:
    """What they say; None for a service without its own."""
    if row["approval"] is None:
        return None
    approval = Approval(row["approval"])
    known = approval is Approval.MANUAL and row["known_at_once"]
    return Approval.KNOWN if known else approval
