"""What waits for a coach's answer, and the answers besides yes and no."""
