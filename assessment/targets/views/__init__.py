"""Pages of targets, milestones and task books."""
