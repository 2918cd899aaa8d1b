"""Notices: the outbox on its way out, by Telegram and other ways."""
