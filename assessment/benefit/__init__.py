"""Benefit of projects (B-65): their households before and after, what a person costs, which money reaches the poor."""
