"""The use cases that the command line, the clinic and notebooks all call."""
