"""People, for themselves and for the team."""
