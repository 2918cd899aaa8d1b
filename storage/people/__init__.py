"""People: what they are known by, their roles, notes and limits; and how they are erased."""
