"""What is asked: from a pasted error to the article that documents it."""
