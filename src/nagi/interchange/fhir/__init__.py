"""FHIR R4: what a clinic holds of a patient as resources other programs read, and an intake read back. Pure."""
