"""The heart: lyrics as values, and every rule about them. Standard library only."""
