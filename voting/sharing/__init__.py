"""What carries a vote to other places: share pictures, embedded card, print pages, calendar file, sitemap."""
