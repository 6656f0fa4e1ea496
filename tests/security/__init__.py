"""One package, so that the world of the demo ends with it."""
