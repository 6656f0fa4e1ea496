"""CDS Hooks: what the rules say, as cards beside another program's record. Pure; a card never says to treat."""
