"""What the rules say about one case: the decider, its ledger, the verdict, and what is still to be asked."""
