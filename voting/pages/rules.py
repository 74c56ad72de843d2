"""What the accessibility statement says that only a person can decide: change it after looking again, with the page."""

from datetime import date

ASSESSED = date(2026, 11, 23)  # when it was last examined how well the site meets the law's requirements
REVIEWED = date(2026, 11, 23)  # when somebody last read the statement against the site
# Where the agency that supervises the law (2018:1937) takes reports
REPORT_URL = "https://www.digg.se/tdosanmalan"
