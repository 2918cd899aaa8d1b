"""Updates on their way in: asked for or pushed, read, in order, handled, acknowledged."""
