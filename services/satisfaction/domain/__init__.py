"""What satisfaction 回访考核 owns: after-checks, ratings and figures.  Pure rules, one noun per file."""
