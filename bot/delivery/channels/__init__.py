"""The ways besides Telegram and mail, each a small adapter, loaded only if it is set up."""
