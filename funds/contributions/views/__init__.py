"""Pages of contributions and helpers."""
