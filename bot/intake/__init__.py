"""Updates on their way in: polled or pushed, read, in order, handled, acknowledged."""
