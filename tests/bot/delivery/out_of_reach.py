"""A business whose coach has blocked the bot, and what tests do and read there."""

from datetime import timedelta

from domain.appointments.appointment import Appointment
from domain.messages.notices import Channel
from domain.services.service import Approval
from handlers.actions.appointments import booking
from handlers.actions.appointments.booking import BookingOrder
from handlers.actions.people import people as people_actions
from handlers.notices import rendering
from storage.people import people, team
from storage.people.people import Person, TelegramProfile
from storage.services import catalogue
from tests.bot.delivery.post_office import LENA, MIA, NOW, Post
from tests.house import House, Plan, acting, open_house

MAIL = Channel.MAIL


ANNA, ALEX = 7002, 7003


TOMORROW = NOW + timedelta(hours=23)  # ten in the morning in Berlin


async def house_of(post: Post, approval: Approval = Approval.MANUAL) -> House:
    """Anna, who has blocked us though nobody knows it; Alex, an admin; Mia and Lena."""
    house = await open_house(post.database, Plan(approval=approval))
    await post.person(ALEX)
    await post.person(MIA)
    await post.person(LENA)
    await post.database.write(lambda w: team.appoint(w, [ALEX]))
    block(post, ANNA, True)
    post.open(compose=rendering.compose)
    return house


def block(post: Post, telegram_id: int, blocked: bool) -> None:
    chat = post.world.chats.get(telegram_id)
    assert chat is not None
    post.world.set_blocked(chat, blocked)


async def tell_of_block(post: Post, profile: TelegramProfile, *available: Channel) -> None:
    """Telegram says that they have blocked us. available: what else is set up."""
    await people_actions.mark_reachable(
        post.database, profile, False, post.now, available_channels=available
    )


async def book(
    post: Post, house: House, *, by: int = MIA, hours: int = 0, key: str = "b"
) -> Appointment:
    async with post.database.read() as reader:
        person = await people.by_telegram_id(reader, by)
        offered = await catalogue.load(reader)
    assert person is not None
    start = TOMORROW + timedelta(hours=hours)
    order = BookingOrder(house.service.id, house.coach.id, start, house.service.price)
    return await booking.book(
        post.database, offered, order, actor=acting(person), key=key, now=post.now
    )


def texts_with(post: Post, telegram_id: int, what: str) -> list[str]:
    return [text for text in post.bot_texts(telegram_id) if what in text]


async def until_said(post: Post, telegram_id: int, what: str) -> str:
    """The one message that says so, once all that is due has gone."""
    for _ in range(100):
        await post.all_gone()
        if texts_with(post, telegram_id, what):
            break
        post.now += timedelta(seconds=0.1)
    post.now += timedelta(seconds=0.5)
    await post.all_gone()
    [text] = texts_with(post, telegram_id, what)
    return text


async def people_of(post: Post, telegram_id: int) -> Person:
    async with post.database.read() as reader:
        person = await people.by_telegram_id(reader, telegram_id)
    assert person is not None
    return person
