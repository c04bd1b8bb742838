"""Recordings into data sets, and data sets into better models."""
