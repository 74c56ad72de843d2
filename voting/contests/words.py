"""The rules of a contest and what is missing from one, in words that the public reads."""

from voting.contests.rules import Missing, Order, Tie, VoidReason
from voting.errors import N_

MISSING_WORDS = {
    Missing.NOMINEES: N_("There must be at least two nominees."),
    Missing.ORDER: N_("Voting must open before it closes."),
    Missing.PAST: N_("The closing time has already passed."),
}
VOID_WORDS = {
    VoidReason.INVENTED_ADDRESSES: N_("It was cast with one of many addresses that were made up for this vote."),
    VoidReason.SAME_PERSON: N_("The same person has cast several votes with several addresses."),
    VoidReason.TEST_BALLOT: N_("It was cast by the organiser to test the vote."),
}

VOIDING = N_("A vote can be left out of the count for one of these reasons, and only before the result is certified:")
OPENS = N_("Voting opens")
CLOSES = N_("Voting closes")
RULE_WHO = N_("Anyone with an e-mail address may vote, once. We check the address with a code.")
RULE_CHANGE = N_("You may change your vote until voting closes, at most %(times)s times.")
RULE_FINAL = N_("A vote cannot be changed once it has been cast.")
RULE_JURY = N_(
    "The jury follows the count while voting is open. Votes enter it together, those of at least %(batch)s voters at a "
    "time, and the last ones when voting closes. Nobody else sees it, not even those who run the vote."
)
RULE_JURY_EACH = N_(
    "The jury follows the count while voting is open. Nobody else sees it, not even those who run the vote."
)
RULE_JURY_AFTER = N_(
    "While voting is open the jury sees how many have voted, but not for whom. It sees the count when voting has "
    "closed. Those who run the vote see it when it is certified."
)
RULE_TURNOUT = N_("While voting is open everybody can see how many have voted, but not for whom.")
RULE_NO_TURNOUT = N_("Nothing about the count is shown until voting has closed.")
RULE_TIE = N_("If several nominees get the same number of votes, they share the place.")
RULE_TIE_JURY = N_(
    "If several nominees have most votes, the jury chooses one of them and says why. No number of votes is changed."
)
RULE_TIE_LOT = N_(
    "If several nominees have most votes, lots are drawn between them by calculation: from the public log as it was "
    "signed when voting closed. Nobody can choose the outcome afterwards, and anybody can repeat the calculation."
)
RULE_ORDER = N_("Each visitor sees the nominees in a random order of their own.")
RULE_ORDER_FIXED = N_("All visitors see the nominees in the same order, which the organiser has chosen.")
RULE_LABEL = N_(
    "The result is labelled “verified e-mail”: one vote for each address, which is not proof of one for each person."
)


TIE_RULES = {Tie.SHARED: RULE_TIE, Tie.JURY: RULE_TIE_JURY, Tie.LOT: RULE_TIE_LOT}


def rules_in_words(
    *, max_changes: int, turnout_public: bool, batch: int, jury_live: bool, tie: Tie, order: Order
) -> list[tuple[str, dict[str, object]]]:
    """(message id, parameters) of each rule, in the order in which people wonder."""
    following: tuple[str, dict[str, object]] = (RULE_JURY, {"batch": batch}) if batch > 1 else (RULE_JURY_EACH, {})
    return [
        (RULE_WHO, {}),
        (RULE_CHANGE, {"times": max_changes}) if max_changes else (RULE_FINAL, {}),
        (RULE_TURNOUT if turnout_public else RULE_NO_TURNOUT, {}),
        following if jury_live else (RULE_JURY_AFTER, {}),
        (RULE_ORDER if order is Order.RANDOM else RULE_ORDER_FIXED, {}),
        (TIE_RULES[tie], {}),
        (RULE_LABEL, {}),
    ]
