"""What happens to several dates of a series at once."""
