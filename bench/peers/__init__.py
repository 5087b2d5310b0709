"""The watchers that are compared on the simulated web: pactwatch and its peers, each run as its documentation advises."""
