"""The conversations of coaches."""
