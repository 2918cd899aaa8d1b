"""The people of the playground, and the bot they talk to."""

from dataclasses import dataclass
from typing import Any

Json = dict[str, Any]

TOKEN = "7000:playground"
BOT_ID = 7000
# The ids of people here. Real Telegram accounts have had longer ones for years.
FIRST_ID, LAST_ID = 7001, 9999
BOT_NAME = "Coachbook"
BOT_USERNAME = "coachbook_bot"
ROLES = ("customer", "coach", "admin")


@dataclass(frozen=True, slots=True)
class SamplePerson:
    """Someone with a chat: ``language`` is what their Telegram is set to, ``zone`` an IANA name
    which the page uses and the bot is never told. ``open`` chats are shown when the page opens."""

    id: int
    first_name: str
    last_name: str | None
    username: str | None
    language: str
    zone: str
    role: str = "customer"
    open: bool = True

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}" if self.last_name else self.first_name

    @property
    def phone_number(self) -> str:
        """Synthetic: 555-01xx numbers belong to nobody."""
        return f"+1555{self.id % 10_000_000:07d}"

    def user(self) -> Json:
        """A Bot API ``User``."""
        user: Json = {"id": self.id, "is_bot": False, "first_name": self.first_name}
        if self.last_name:
            user["last_name"] = self.last_name
        if self.username:
            user["username"] = self.username
        if self.language:
            user["language_code"] = self.language
        return user

    def chat(self) -> Json:
        """A Bot API ``Chat``: in a private chat its id is the person's."""
        chat: Json = {"id": self.id, "first_name": self.first_name}
        if self.last_name:
            chat["last_name"] = self.last_name
        if self.username:
            chat["username"] = self.username
        chat["type"] = "private"
        return chat

    def profile(self) -> Json:
        """How the control API and the store write a person."""
        return {
            "id": self.id,
            "first_name": self.first_name,
            "last_name": self.last_name,
            "username": self.username,
            "language": self.language,
            "zone": self.zone,
            "role": self.role,
            "open": self.open,
        }


CAST = (
    SamplePerson(7001, "Mia", "Keller", "mia_keller", "en", "Europe/London", "customer"),
    SamplePerson(7002, "Anna", "Berg", "anna_berg", "en", "Europe/Berlin", "coach"),
    SamplePerson(7003, "Alex", "Stone", "alex_stone", "en", "Europe/Berlin", "admin"),
    SamplePerson(7004, "Ben", "Okoro", "ben_okoro", "en", "Europe/Berlin", "coach", open=False),
    SamplePerson(
        7005, "Lena", "Fuchs", "lena_fuchs", "de", "Europe/Berlin", "customer", open=False
    ),
    SamplePerson(
        7006, "Rosa", "Delgado", "rosa_delgado", "en", "America/New_York", "coach", open=False
    ),
)
