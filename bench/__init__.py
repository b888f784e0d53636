"""Measurements on command. The test suite times nothing and doesn't collect these."""
