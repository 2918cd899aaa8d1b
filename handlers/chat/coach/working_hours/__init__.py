"""When a coach works: the week, single dates, seasons and closed days."""
