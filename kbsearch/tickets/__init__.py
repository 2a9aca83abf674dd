"""What people need: how requests ended, kept next to the articles that answered them."""
