"""What a text means to the question: relevance, kind, stage, Twins, Stories, Initiatives."""
