"""Pages of villages and counties."""
