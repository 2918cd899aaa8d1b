"""`/coaches`: who coaches, and everything that the team does for them."""
