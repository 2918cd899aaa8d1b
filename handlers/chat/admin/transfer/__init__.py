"""Data brought in from a file, and exported as files."""
