"""When a coach works, and when not: hours, seasons, leave and closed days."""
