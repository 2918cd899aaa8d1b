"""Drafts of sessions that repeat."""
