"""What is written: reading articles, linting them, rendering them."""
