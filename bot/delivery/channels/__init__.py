"""The ways beside Telegram and mail, each a small adapter: nothing of one is loaded that is not set
up."""
