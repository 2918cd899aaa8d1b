"""A session as a card in a chat, as each side sees it."""
