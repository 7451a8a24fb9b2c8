"""From a document of money to the indicator it was meant to move, and whether it moved within twelve months."""
