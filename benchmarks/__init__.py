"""What `make bench` runs. Peers are measured in the same run, and ratios are what counts."""
