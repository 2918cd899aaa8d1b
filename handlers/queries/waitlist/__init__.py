"""The waitlist, for those who wait and for their coaches."""
