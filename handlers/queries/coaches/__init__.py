"""Coaches, their leave and weeks, and who would like to be one."""
