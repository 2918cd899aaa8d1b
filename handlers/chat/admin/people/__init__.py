"""The team looks after people: roles, notes, limits, blocks and complaints."""
