"""Mail: how requests come in by letter, and how answers go out."""
