"""Passkeys: second factors that a browser makes and shows by a script."""
