"""Applications, invitations and summaries of coaches."""
