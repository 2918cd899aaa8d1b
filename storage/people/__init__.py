"""People: their identities, roles, notes and limits; and how they are erased."""
