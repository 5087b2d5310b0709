"""From findings to a Digest: what is chosen, how it is said and set, and how it is mailed."""
