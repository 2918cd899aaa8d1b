"""Somebody becomes a coach, gets set up, and is told of their work."""
