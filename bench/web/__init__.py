"""A simulated web with truth, made from a seed: sites, their texts, noise, edits and mishaps, served on loopback."""
