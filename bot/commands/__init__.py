"""The command line: the commands of `coachbook`."""
