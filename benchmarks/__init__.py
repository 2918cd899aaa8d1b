"""Run by `make bench`. Peers are measured in the same run, and what counts are ratios."""
