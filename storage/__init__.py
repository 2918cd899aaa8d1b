"""Postgres (what must not be lost) and Redis (what may be): tables, queries, transactions."""
