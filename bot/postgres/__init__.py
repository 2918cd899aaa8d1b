"""The database server as a child of this process, and copies of what is in it."""
