"""Figures instead of feelings: each module is one command that prints its own table."""
