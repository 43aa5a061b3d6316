"""Channels that are asked, rather than waited for."""
