"""Virtual trials: what a trial would find if the model were right, and how often."""
