"""Rosenbrock methods as data."""
