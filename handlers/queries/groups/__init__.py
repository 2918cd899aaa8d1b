"""Sessions of groups, for their coach and the team."""
