"""The acts that are recorded."""

from enum import StrEnum

from voting.errors import N_


class Act(StrEnum):
    """One name for each thing that staff, or the clock on their behalf, can do."""

    IMPORTED = "imported"
    ANNOUNCED = "announced"
    WITHDRAWN = "withdrawn"
    EXTENDED = "extended"
    CLOSED = "closed"
    PROPOSED = "proposed"
    DECLINED = "declined"
    VOIDED = "voided"
    UNVOIDED = "unvoided"
    WITNESSED = "witnessed"
    CERTIFIED = "certified"
    SHREDDED = "shredded"
    PUBLISHED = "published"
    SCHEDULED = "scheduled"
    UNSCHEDULED = "unscheduled"
    STAGED = "staged"
    PREVIEWED = "previewed"
    PREVIEW_ENDED = "preview-ended"
    REHEARSED = "rehearsed"
    TESTERS_INVITED = "testers-invited"
    DISCARDED = "discarded"
    INVITED = "invited"
    JOINED = "joined"
    REVOKED = "revoked"
    ERASED = "erased"
    RESCOPED = "rescoped"
    DISABLED = "disabled"
    ENABLED = "enabled"
    SESSIONS_ENDED = "sessions ended"
    FACTOR_ADDED = "factor added"
    FACTOR_REMOVED = "factor removed"
    FACTOR_RESET = "factor reset"
    RECOVERED = "recovered"
    RESTYLED = "restyled"
    RESENT = "resent"
    SET_UP = "set up"
    CONFIGURED = "configured"
    FORGOTTEN = "forgotten"
    VIEWED = "viewed"
    NOTED = "noted"
    TIE_PROPOSED = "tie proposed"
    TIE_DECIDED = "tie decided"
    CITED = "cited"
    NOMINEE_ADDED = "nominee added"
    NOMINEE_CHANGED = "nominee changed"
    NOMINEE_MOVED = "nominee moved"
    NOMINEE_REMOVED = "nominee removed"
    NOMINEE_CORRECTED = "nominee corrected"
    NOMINEE_WITHDRAWN = "nominee withdrawn"
    NOMINEES_READ = "nominees read"
    BEGUN = "begun"
    EDITED = "edited"
    CORRECTED = "corrected"
    LISTED = "listed"


ACT_WORDS: dict[str, str] = {
    Act.IMPORTED: N_("Imported from a file"),
    Act.ANNOUNCED: N_("Announced"),
    Act.WITHDRAWN: N_("Announcement withdrawn"),
    Act.EXTENDED: N_("Closing time moved"),
    Act.CLOSED: N_("Voting closed"),
    Act.PROPOSED: N_("Proposed"),
    Act.DECLINED: N_("Proposal declined"),
    Act.VOIDED: N_("Votes voided"),
    Act.UNVOIDED: N_("Voided votes restored"),
    Act.WITNESSED: N_("Public log signed by a witness"),
    Act.CERTIFIED: N_("Result certified"),
    Act.SHREDDED: N_("Link between voters and votes destroyed"),
    Act.PUBLISHED: N_("Result published"),
    Act.SCHEDULED: N_("Time of publishing set"),
    Act.UNSCHEDULED: N_("Time of publishing taken back"),
    Act.STAGED: N_("Result opened for the stage"),
    Act.PREVIEWED: N_("Preview link made"),
    Act.PREVIEW_ENDED: N_("Preview link withdrawn"),
    Act.REHEARSED: N_("Rehearsal begun"),
    Act.TESTERS_INVITED: N_("Test voters invited"),
    Act.DISCARDED: N_("Rehearsal thrown away"),
    Act.INVITED: N_("Invited to a role"),
    Act.JOINED: N_("Took up a role"),
    Act.REVOKED: N_("Role taken away"),
    Act.ERASED: N_("Account erased on request"),
    Act.RESCOPED: N_("Other votes given to a role"),
    Act.DISABLED: N_("Account disabled"),
    Act.ENABLED: N_("Account enabled again"),
    Act.SESSIONS_ENDED: N_("Signed out elsewhere"),
    Act.FACTOR_ADDED: N_("Second step set up"),
    Act.FACTOR_REMOVED: N_("Second step removed"),
    Act.FACTOR_RESET: N_("Second step reset"),
    Act.RECOVERED: N_("Recovery code used"),
    Act.RESTYLED: N_("Look of the award changed"),
    Act.RESENT: N_("Message sent again"),
    Act.SET_UP: N_("Site set up"),
    Act.CONFIGURED: N_("Setting of the site changed"),
    Act.FORGOTTEN: N_("Addresses of voters deleted"),
    Act.VIEWED: N_("The jury's figures looked at"),
    Act.NOTED: N_("A note of the jury written"),
    Act.TIE_PROPOSED: N_("The jury's choice between equals proposed"),
    Act.TIE_DECIDED: N_("The jury's choice between equals decided"),
    Act.CITED: N_("The jury's citation written"),
    Act.NOMINEE_ADDED: N_("Nominee added"),
    Act.NOMINEE_CHANGED: N_("Nominee changed"),
    Act.NOMINEE_MOVED: N_("Nominee moved in the order"),
    Act.NOMINEE_REMOVED: N_("Nominee taken away"),
    Act.NOMINEE_CORRECTED: N_("Nominee corrected"),
    Act.NOMINEE_WITHDRAWN: N_("Nominee withdrawn"),
    Act.NOMINEES_READ: N_("Nominees read from a table"),
    Act.BEGUN: N_("Begun"),
    Act.EDITED: N_("Edited"),
    Act.CORRECTED: N_("Text corrected after announcing"),
    Act.LISTED: N_("List of those who may vote changed"),
}
# Nothing of these stands in the public log, so nobody gets a number there by them.
OF_JURY = frozenset({Act.VIEWED, Act.NOTED, Act.TIE_PROPOSED, Act.TIE_DECIDED, Act.CITED})
DETAIL_WORDS = {
    "reason": N_("Reason"),
    "opens_at": N_("Opens"),
    "closes_at": N_("Closes"),
    "announced": N_("Announced closing time"),
    "old": N_("Before"),
    "new": N_("After"),
    "nominees": N_("Nominees"),
    "ballots": N_("Votes"),
    "proposal": N_("Proposal"),
    "witness": N_("Witness"),
    "entries": N_("Entries"),
    "role": N_("Role"),
    "award": N_("Award"),
    "year": N_("Year"),
    "address": N_("E-mail address"),
    "scope": N_("Covers"),
    "sessions": N_("Browsers"),
    "factor": N_("Second step"),
    "colour": N_("Colour"),
    "kind": N_("Kind"),
    "setting": N_("Setting"),
    "accounts": N_("Accounts"),
    "nominee": N_("Nominee"),
    "revision": N_("How often saved"),
    "in_minutes": N_("In the minutes"),
    "publish_at": N_("Set time of publishing"),
    "testers": N_("Test voters"),
    "expires_at": N_("Valid until"),
    "name": N_("Name"),
    "changed": N_("Changed"),
    "added": N_("Added"),
    "removed": N_("Taken away"),
    "total": N_("In all"),
    "copied": N_("Copied from"),
    "purpose": N_("What the award is for"),
    "criteria": N_("What the nominees are judged by"),
    "organiser": N_("Organiser"),
    "organiser_url": N_("The organiser's web address"),
    "question": N_("Question"),
    "lead": N_("Below the question"),
    "notice": N_("Notice"),
    "event_name": N_("Name of the ceremony"),
    "event_place": N_("Place"),
    "event_date": N_("Day"),
    "voters": N_("Who may vote"),
    "voter_domains": N_("Domains"),
    "max_changes": N_("How many times a vote may be changed"),
    "jury_live": N_("What the jury sees while voting is open"),
    "turnout_public": N_("What everybody sees while voting is open"),
    "batch": N_("How many votes enter the count together"),
    "tie": N_("If several have most votes"),
    "nominee_order": N_("The order of the nominees"),
    "appeal_hours": N_("Hours for objections"),
}
UNSHOWN = frozenset({"salt"})  # with which the public log holds the digest of the reason
