"""A coach looks after the session of a group."""
