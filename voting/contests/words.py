"""The rules of a contest and what is missing from one, in words that the public reads."""

from collections.abc import Sequence

from voting.contests.missing import Missing
from voting.contests.rules import Order, Tie, VoidReason, Voters
from voting.errors import N_

MISSING_WORDS = {
    Missing.NAME_SV: N_("The award has no name in Swedish."),
    Missing.NAME_EN: N_("The award has no name in English."),
    Missing.PURPOSE_SV: N_("What the award is for is missing in Swedish."),
    Missing.PURPOSE_EN: N_("What the award is for is missing in English."),
    Missing.CRITERIA_SV: N_("What the nominees are judged by is missing in Swedish."),
    Missing.CRITERIA_EN: N_("What the nominees are judged by is missing in English."),
    Missing.ORGANISER: N_("The organiser's name is missing."),
    Missing.QUESTION_SV: N_("The question is missing in Swedish."),
    Missing.QUESTION_EN: N_("The question is missing in English."),
    Missing.LEAD_SV: N_("The text below the question is missing in Swedish."),
    Missing.LEAD_EN: N_("The text below the question is missing in English."),
    Missing.NOTICE_SV: N_("The notice is missing in Swedish."),
    Missing.NOTICE_EN: N_("The notice is missing in English."),
    Missing.EVENT_SV: N_("The name of the ceremony is missing in Swedish."),
    Missing.EVENT_EN: N_("The name of the ceremony is missing in English."),
    Missing.DOMAINS: N_("It has not been said at which mail domains one may vote."),
    Missing.VOTERS: N_("The list of those who may vote is empty."),
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
RULE_DOMAINS = N_(
    "Whoever has an e-mail address at %(domains)s may vote, once. We check the address with a code. Addresses at other "
    "domains cannot vote."
)
RULE_INVITED = N_(
    "Those whose e-mail addresses are on the organiser's list may vote, once. We check the address with a code."
)
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
RULE_LABEL_DOMAINS = N_(
    "The result is labelled “verified e-mail at %(domains)s”: one vote for each address there, which is not proof of "
    "one for each person. Whoever runs the domain can make more addresses."
)
RULE_LABEL_INVITED = N_(
    "The result is labelled “invited list”: one vote for each address on the organiser's list, which is not proof of "
    "one for each person. The list itself is not public."
)
WHO = {Voters.ANYONE: RULE_WHO, Voters.DOMAINS: RULE_DOMAINS, Voters.INVITED: RULE_INVITED}
LABEL = {Voters.ANYONE: RULE_LABEL, Voters.DOMAINS: RULE_LABEL_DOMAINS, Voters.INVITED: RULE_LABEL_INVITED}
FOR_WHOM = {
    Voters.DOMAINS: N_("This vote is for those who have an e-mail address at %(domains)s."),
    Voters.INVITED: N_("This vote is for those whom the organiser has invited by e-mail address."),
}
ASSURANCE = {  # what the result is called, for programs
    Voters.ANYONE: "verified e-mail",
    Voters.DOMAINS: "verified e-mail at %(domains)s",
    Voters.INVITED: "invited list",
}


TIE_RULES = {Tie.SHARED: RULE_TIE, Tie.JURY: RULE_TIE_JURY, Tie.LOT: RULE_TIE_LOT}


def rules_in_words(
    *,
    max_changes: int,
    turnout_public: bool,
    batch: int,
    jury_live: bool,
    tie: Tie,
    order: Order,
    voters: Voters = Voters.ANYONE,
    domains: Sequence[str] = (),
) -> list[tuple[str, dict[str, object]]]:
    """(message id, parameters) of each rule, in the order in which people wonder."""
    following: tuple[str, dict[str, object]] = (RULE_JURY, {"batch": batch}) if batch > 1 else (RULE_JURY_EACH, {})
    at: dict[str, object] = {"domains": ", ".join(domains)} if voters is Voters.DOMAINS else {}
    return [
        (WHO[voters], at),
        (RULE_CHANGE, {"times": max_changes}) if max_changes else (RULE_FINAL, {}),
        (RULE_TURNOUT if turnout_public else RULE_NO_TURNOUT, {}),
        following if jury_live else (RULE_JURY_AFTER, {}),
        (RULE_ORDER if order is Order.RANDOM else RULE_ORDER_FIXED, {}),
        (TIE_RULES[tie], {}),
        (LABEL[voters], at),
    ]
