"""Fields are named as they were sent, whatever a rule calls them."""

import pytest

from handlers.http.api.request_faults import sent_as


@pytest.mark.parametrize(
    ("field", "names", "called"),
    [
        ("customer_note", ("user_id", "text", "more"), "text"),
        ("days", ("day", "opened"), "day"),
        ("days", ("day", "days"), "days"),
        ("days", ("first", "last"), "last"),
        ("time_of_day", ("daily", "weekly"), "time_of_day"),
        ("message", (), "message"),
    ],
)
def test_a_field_has_the_name_of_the_request_where_there_is_one(
    field: str, names: tuple[str, ...], called: str
) -> None:
    assert sent_as(field, names) == called
