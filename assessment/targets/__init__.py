"""Targets and roadmap: what is to be reached by when, what the facts say was reached, task books, what is late."""
