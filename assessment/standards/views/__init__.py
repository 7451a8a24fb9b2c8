"""Pages of standards and poverty lines made by hand."""
