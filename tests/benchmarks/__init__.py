"""Measurements of the product, run by `make bench`: each a ratio against a floor measured in the same run."""
