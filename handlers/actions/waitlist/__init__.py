"""People wait for a time, and what comes free is offered down the line."""
