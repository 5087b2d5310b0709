"""What differs between two texts, which facts changed, and how much that matters."""
