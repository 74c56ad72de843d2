"""People who sign in, the roles they hold and what a role may do."""
