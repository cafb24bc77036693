"""Rows about the people who help, whom they help, and what they promised."""
