"""Coaches, their leave and weeks, and applicants."""
