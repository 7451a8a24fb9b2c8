"""The six 精准 of a village, township, county or city, counted from the facts that exist."""
