"""Checks the checks: a starter must fail, the reference must pass, and every wrong solution must be caught."""
