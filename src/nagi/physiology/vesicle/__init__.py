"""Vesicles: what a product holds, and what its cargo may tell cells of the skin."""
