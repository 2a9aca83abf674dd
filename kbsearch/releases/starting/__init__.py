"""Starting: what `kbsearch release init` finds in a repository, and the files that it writes."""
