"""From Documents to Changes: noise that is learned, the quality gate, redesigns, the life of a Page."""
