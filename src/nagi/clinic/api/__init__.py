"""What other programs see: FHIR and CDS Hooks, behind a signed token that is used once. Deny by default."""
