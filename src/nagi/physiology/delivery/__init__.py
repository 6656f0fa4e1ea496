"""Delivery: from particles given on, in or under the skin or into a vein to particles inside cells of the dermis."""
