"""The conversations: one module each, whose top reads as its script."""
