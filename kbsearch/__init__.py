"""kbsearch: paste an error message, get the article that fixes it."""
