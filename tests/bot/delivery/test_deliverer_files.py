"""A picture that people send each other and Telegram does not take."""

from datetime import timedelta

from bot.telegram.calls import Calls
from domain.transfer.kept_files import NewFile, name_of
from handlers.actions.appointments.appointment_messages import facts_of
from handlers.http.metrics import Metrics
from handlers.notices import rendering
from storage.transactions import Writer
from storage.transfer import kept_files
from tests.bot.delivery.post_office import LENA, MIA, NOW, Post, appointment, message

# It begins like a picture, but nothing in it can be drawn.
BROKEN = b"\xff\xd8\xff and no picture"


async def test_it_is_sent_once_and_a_failure_is_told_to_its_sender_at_once(post: Post) -> None:
    mia, lena = await post.person(MIA), await post.person(LENA)
    about = await appointment(post, NOW + timedelta(days=1), mia)

    async def keep(writer: Writer) -> int:
        return await kept_files.add(writer, NewFile(BROKEN, "image/jpeg"), NOW)

    kept = name_of(await post.database.write(keep))
    photo = {"kind": "photo", "text": "My knee", "file_id": kept}
    facts = {"about": facts_of(about), "by_coach": False, "to_all": False, "writer": mia}
    facts |= {"at": NOW.isoformat(), "said": photo}
    calls = Calls(post.telegram, post.limits, Metrics(), post.database)
    post.open(compose=rendering.compose, call=calls.call)
    await post.enqueue(message("m1", lena, kind="message", facts=facts))

    await post.wait_for_state("failed", "m1")
    await post.wait_for_state("sent", "message_lost:m1")
    assert "Please send another one, or write it." in post.bot_texts(MIA)[-1]
    assert sum("sendphoto" in call["method"].lower() for call in post.world.calls) == 1
