"""What people type, read as values: hours, leave, lengths and prices, in any of the languages."""
