"""Equations to generated kernels to ensembles; steady states; failures as values."""
