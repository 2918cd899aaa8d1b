"""What is taken along is kept as JSON until it is made."""

import json
from datetime import date

from domain.transfer.exports import OF_DAYS, ExportFormat, ExportSpec, ExportTable


def test_what_is_wanted_comes_back_from_json_as_it_was() -> None:
    dated = ExportSpec(
        (ExportTable.BOOKINGS, ExportTable.AUDIT),
        ExportFormat.CSV,
        date(2026, 5, 1),
        date(2026, 5, 31),
    )
    whole = ExportSpec(tuple(ExportTable), ExportFormat.EXCEL)

    assert dated.to_json() == {
        "kinds": ["bookings", "audit"],
        "format": "csv",
        "first": "2026-05-01",
        "last": "2026-05-31",
    }
    for wanted in (dated, whole):
        assert ExportSpec.from_json(json.loads(json.dumps(wanted.to_json()))) == wanted
    assert ExportSpec.from_json({"kinds": ["rooms"], "format": "xlsx"}) == ExportSpec(
        (ExportTable.ROOMS,), ExportFormat.EXCEL
    )


def test_what_is_of_a_day_is_taken_by_days() -> None:
    assert {
        ExportTable.BOOKINGS,
        ExportTable.LEAVE,
        ExportTable.WAITLIST,
        ExportTable.AUDIT,
    } <= OF_DAYS
