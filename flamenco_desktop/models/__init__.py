"""Models on this machine: which folder a name means, and whether it is whole."""
