"""The review between closing and certifying: which votes are left out of the count, why, and who agreed to it."""
