"""When a coach does not work: leave, once or again and again, and the sessions in it."""
