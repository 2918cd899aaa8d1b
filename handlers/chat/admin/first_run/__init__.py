"""The first run of an empty bot, one question at a time."""
