"""What staff keep an eye on while a vote is open: warnings, turnout, mail and refused sign-ins; never a count."""
