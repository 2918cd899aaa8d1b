"""Leave or a suspension that overlaps sessions: each session gets its answer."""
