"""Rules to come here: see docs/findings.md."""
