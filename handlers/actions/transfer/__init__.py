"""Data is imported from files, and exported as files."""
