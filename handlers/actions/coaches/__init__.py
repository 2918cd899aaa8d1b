"""Somebody becomes a coach, sets themself up, and is told of their work."""
