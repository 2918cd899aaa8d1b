"""Who and what: the bot itself, its commands and words, chats and people."""

from bot.playground import errors
from bot.playground.chats import for_bot
from bot.playground.errors import ApiError
from bot.playground.methods import Method, Methods
from bot.playground.parameters import Parameters
from bot.playground.playground import Playground
from bot.playground.profile import WORDS, language_code
from bot.playground.sample_people import BOT_ID, Json


def get_me(world: Playground, _params: Parameters) -> Json:
    return world.profile.me()


def set_my_commands(world: Playground, params: Parameters) -> bool:
    world.profile.set_commands(params, world.chats)
    world.tell_commands()
    return True


def delete_my_commands(world: Playground, params: Parameters) -> bool:
    world.profile.delete_commands(params, world.chats)
    world.tell_commands()
    return True


def get_my_commands(world: Playground, params: Parameters) -> list[Json]:
    return world.profile.get_commands(params, world.chats)


def set_chat_menu_button(world: Playground, params: Parameters) -> bool:
    return world.profile.set_menu_button(params, world.chats)


def get_chat_menu_button(world: Playground, params: Parameters) -> Json:
    return world.profile.get_menu_button(params, world.chats)


def _setter(field: str) -> Method:
    return lambda world, params: world.profile.set_words(field, params)


def _getter(field: str) -> Method:
    def get(world: Playground, params: Parameters) -> Json:
        words = world.profile.words(field, language_code(params))
        if field == "name":
            words = words or str(world.profile.user()["first_name"])
        return {field: words}

    return get


def get_chat(world: Playground, params: Parameters) -> Json:
    chat = world.chats.find(params)
    full: Json = {
        **chat.card,
        "accent_color_id": chat.person.id % 7,
        "max_reaction_count": 11,
        "accepted_gift_types": {
            "unlimited_gifts": True,
            "limited_gifts": True,
            "unique_gifts": True,
            "premium_subscription": True,
            "gifts_from_channels": True,
        },
    }
    if chat.person.username:
        full["active_usernames"] = [chat.person.username]
    if chat.pinned:
        full["pinned_message"] = for_bot(chat.messages[chat.pinned[-1]])
    return full


def get_chat_member(world: Playground, params: Parameters) -> Json:
    chat = world.chats.find(params)
    user_id = params.integer("user_id")
    if user_id <= 0:
        raise ApiError(errors.INVALID_USER_ID)
    if user_id == BOT_ID:
        return {"user": world.profile.user(), "status": "member"}
    if user_id != chat.person.id:
        raise ApiError(errors.USER_NOT_FOUND)
    return {"user": chat.person.user(), "status": "member"}


def get_chat_member_count(world: Playground, params: Parameters) -> int:
    world.chats.find(params)
    return 2


def get_chat_administrators(world: Playground, params: Parameters) -> list[Json]:
    world.chats.find(params)
    raise ApiError(errors.NOT_IN_PRIVATE_CHATS)


def get_user_profile_photos(world: Playground, params: Parameters) -> Json:
    user_id = params.integer("user_id")
    if user_id <= 0:
        raise ApiError(errors.INVALID_USER_ID)
    if user_id != BOT_ID and world.chats.get(user_id) is None:
        raise ApiError(errors.USER_NOT_FOUND)
    return {"total_count": 0, "photos": []}


def answer_callback_query(world: Playground, params: Parameters) -> bool:
    return world.queries.answer(params)


def get_webhook_info(world: Playground, _params: Parameters) -> Json:
    return world.webhook.info()


def leave_server(_world: Playground, _params: Parameters) -> bool:
    """``logOut`` and ``close`` release a bot from one server for another; here there is only this
    one."""
    return True


METHODS: Methods = {
    "getme": get_me,
    "setmycommands": set_my_commands,
    "deletemycommands": delete_my_commands,
    "getmycommands": get_my_commands,
    "setchatmenubutton": set_chat_menu_button,
    "getchatmenubutton": get_chat_menu_button,
    **{f"setmy{field.replace('_', '')}": _setter(field) for field in WORDS},
    **{f"getmy{field.replace('_', '')}": _getter(field) for field in WORDS},
    "getchat": get_chat,
    "getchatmember": get_chat_member,
    "getchatmembercount": get_chat_member_count,
    "getchatadministrators": get_chat_administrators,
    "getuserprofilephotos": get_user_profile_photos,
    "answercallbackquery": answer_callback_query,
    "getwebhookinfo": get_webhook_info,
    "logout": leave_server,
    "close": leave_server,
}
