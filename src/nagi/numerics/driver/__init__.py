"""The loops around a compiled step: lanes of patients, events, output, steady states."""
