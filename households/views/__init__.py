"""The pages of the register. Each finds its household in scope or answers 404, and calls a service to change it."""
