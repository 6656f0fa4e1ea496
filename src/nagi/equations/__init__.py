"""The modelling language: states, parameters, rates, effects and events in the notation of the paper."""
