"""satisfaction 回访考核: the check on the ground, the author's rating, and the figures."""
