"""A step is taken back by the person who took it."""
