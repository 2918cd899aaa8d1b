"""Everything that comes in: chats and HTTP. Each intention is one action, in one transaction."""
