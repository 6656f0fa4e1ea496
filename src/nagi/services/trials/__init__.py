"""Virtual trials: read, run on any number of processes, continue after an interruption, and summed up."""
