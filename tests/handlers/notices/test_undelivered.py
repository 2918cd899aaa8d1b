"""What a coach reads about people nothing of ours reaches."""

import pytest

from domain.messages.notices import NoticeKind
from handlers.actions.appointments.appointment_messages import facts_of
from handlers.buttons.message_links import WriteTo
from handlers.notices import rendering
from handlers.wording.words import words_for
from storage.transactions import Database
from tests.house import NOW, open_house


@pytest.mark.parametrize(("email", "writes"), [(None, False), ("mia@example.org", True)])
async def test_a_message_is_offered_only_where_it_would_be_passed_on(
    database: Database, email: str | None, writes: bool
) -> None:
    booked = await (await open_house(database)).book()
    contact = {"away_since": NOW.isoformat(), "met": False, "phone": "+15550100", "email": email}

    notice = rendering.compose(
        NoticeKind.UNHEARD, facts_of(booked) | {"contact": contact}, words_for("en"), None
    )

    assert "has no chat with me yet" in notice.text.plain
    assert any(isinstance(key.opens, WriteTo) for row in notice.ways for key in row) is writes
