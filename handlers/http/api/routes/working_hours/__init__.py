"""When coaches work, and when not: hours, leave and closed days."""
