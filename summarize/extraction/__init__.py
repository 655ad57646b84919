"""Engines that take summaries and claims from an article."""
