"""The rules of a contest in plain words, as every contest page shows them."""

from voting.errors import N_

RULE_WHO = N_("Anyone with an e-mail address may vote, once. We check the address with a code.")
RULE_CHANGE = N_("You may change your vote until voting closes, at most %(times)s times.")
RULE_FINAL = N_("A vote cannot be changed once it has been cast.")
RULE_JURY = N_("The jury follows the count while voting is open. Nobody else sees it, not even those who run the vote.")
RULE_TURNOUT = N_("While voting is open everybody can see how many have voted, but not for whom.")
RULE_NO_TURNOUT = N_("Nothing about the count is shown until voting has closed.")
RULE_TIE = N_("If several nominees get the same number of votes, they share the place.")
RULE_ORDER = N_("The nominees are shown in a random order, which is your own.")
RULE_LABEL = N_(
    "The result is labelled “verified e-mail”: one vote for each address, which is not proof of one for each person."
)


def rules_in_words(*, max_changes: int, turnout_public: bool) -> list[tuple[str, dict[str, object]]]:
    """(message id, parameters) of each rule, in the order in which people wonder."""
    change = RULE_CHANGE if max_changes else RULE_FINAL
    turnout = RULE_TURNOUT if turnout_public else RULE_NO_TURNOUT
    every = (RULE_WHO, change, turnout, RULE_JURY, RULE_ORDER, RULE_TIE, RULE_LABEL)
    return [(text, {"times": max_changes} if text is RULE_CHANGE else {}) for text in every]
