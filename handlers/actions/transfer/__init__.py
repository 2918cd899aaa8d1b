"""Data is brought in from files, and exported as files."""
