"""Virtual patients, ensembles of arms, and their results."""
