"""Leave or a suspension over sessions: each of them gets its answer."""
