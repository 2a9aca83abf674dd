"""The customers' pages: the articles meant for them as static files, readable without a script."""
