"""Hours, seasons, leave and closed days are changed."""
