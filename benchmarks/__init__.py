"""Run by `make bench`. Peers are measured in the same run, and ratios are what counts."""
