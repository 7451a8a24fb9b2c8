"""Pages of the shelf: signing in, people, regions, the trail. They stand here because the bases of pages do."""
