"""Pages of the plan, of a village's records and of the coverage of what every household should have."""
