"""A company to look at: Vossmere, which does not exist, with its articles, its people and what they did."""
