"""From bytes to what a page says: a Document."""
