"""What a tree of articles teaches about itself: the shapes of its codes, its keys, its places."""
