"""Who coaches: profiles, invitations, applications, weeks and summaries, suspensions."""
