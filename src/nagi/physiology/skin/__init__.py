"""The skin of atopic dermatitis: a published core, and extensions that are 1 at a person's own untreated baseline."""
