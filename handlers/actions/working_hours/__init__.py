"""Changes to hours, seasons, leave and closed days."""
