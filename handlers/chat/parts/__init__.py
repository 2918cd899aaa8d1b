"""Parts of screens that several conversations show."""
