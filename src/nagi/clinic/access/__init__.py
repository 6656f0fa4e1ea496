"""The only way to rows: who may do what, and whose rows they may see. Deny by default."""
