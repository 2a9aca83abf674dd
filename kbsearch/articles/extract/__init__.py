"""Where codes and messages stand in an article of a foreign tree: one file for each kind of place."""
