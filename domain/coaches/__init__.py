"""How somebody becomes a coach, and what customers read about them."""
