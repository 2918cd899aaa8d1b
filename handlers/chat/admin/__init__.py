"""The conversations of admins."""
