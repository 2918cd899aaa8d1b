"""Sessions whose coach is away."""
