"""Leave, with what only its coach may read of it."""
