"""Actions on several dates of a series at once."""
