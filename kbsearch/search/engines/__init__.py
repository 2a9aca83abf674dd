"""Where the searchable text is kept; the only folder that imports an engine."""
