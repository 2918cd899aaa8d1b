"""The conversations that everyone can have."""
