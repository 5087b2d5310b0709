"""Characters and keys: what two texts have in common for a reader."""
