"""The forms of the register. They clean with the ledgers' cells and check with ``households.rules``."""
