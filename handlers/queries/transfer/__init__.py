"""Data that was brought in from files, and exported as files; and files stored here."""
