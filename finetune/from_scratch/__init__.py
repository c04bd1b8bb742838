"""Synthetic cante, and the small models that are trained on it."""
