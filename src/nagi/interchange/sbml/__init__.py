"""SBML: models written for other simulators, and read from them."""
