"""People, as they see themselves and as coaches and the team see them."""
