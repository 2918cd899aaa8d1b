"""The command line: what `coachbook` can be told to do."""
