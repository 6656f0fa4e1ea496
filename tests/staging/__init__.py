"""A clinic for the tests: its place, its people, the scenes of its care, and those who look at it from outside."""
