"""Signing up and in, by a password or with Telegram, and the devices that are signed in."""
