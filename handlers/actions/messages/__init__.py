"""Messages between people, messages to many, and what becomes of those that do not arrive."""
