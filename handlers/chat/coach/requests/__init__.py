"""What waits for a coach's answer, and the other answers beside yes and no."""
