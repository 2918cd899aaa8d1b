"""Actions on a whole session of a group."""
