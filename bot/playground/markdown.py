"""``parse_mode=MarkdownV2`` and the older ``Markdown``, as Telegram reads them."""

from bot.playground.entities import Entity, FindUser


def parse_markdown_v2(source: str, find_user: FindUser) -> tuple[str, list[Entity]]:
    return source, []


def parse_markdown(source: str, find_user: FindUser) -> tuple[str, list[Entity]]:
    return source, []
