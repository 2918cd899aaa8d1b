"""What happens to a whole session of a group."""
