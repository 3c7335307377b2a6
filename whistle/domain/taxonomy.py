"""What a concern can be about, as data: every question that may be skipped, with its codes in plain words.

Answers travel inside the encrypted message only, so the server never learns them, and codes are for readers, not
for counting. What is counted is the one category that a reviewer puts a concern under. Words are English here; pages
that speak another language find theirs by them.
"""

from __future__ import annotations

from dataclasses import dataclass


def N_(words: str) -> str:  # noqa: N802 - the name by which words are collected for translation
    """Marks words that a page will say in its own language."""
    return words


@dataclass(frozen=True)
class Entry:
    """A code that is stored and the words that are shown."""

    code: str
    words: str


@dataclass(frozen=True)
class Question:
    """What may be skipped: ``words`` name it beside an answer, ``asks`` puts it to the reporter."""

    key: str
    words: str
    asks: str
    entries: tuple[Entry, ...]
    many: bool = False


def _entries(*pairs: tuple[str, str]) -> tuple[Entry, ...]:
    return tuple(Entry(code, words) for code, words in pairs)


CASES = _entries(
    ("honour", N_("So-called honour-based abuse")),
    ("forced-marriage", N_("Forced marriage")),
    ("fgm", N_("Female genital mutilation (FGM)")),
    ("domestic", N_("Domestic abuse")),
    ("stalking", N_("Stalking or harassment")),
    ("hate-race", N_("Hate crime: race")),
    ("hate-religion", N_("Hate crime: religion")),
    ("hate-orientation", N_("Hate crime: sexual orientation")),
    ("hate-disability", N_("Hate crime: disability")),
    ("hate-transgender", N_("Hate crime: transgender identity")),
    ("child", N_("Child protection")),
    ("sexual", N_("Rape or another sexual offence")),
    ("police", N_("Abuse by police")),
    ("other", N_("Something else")),
)

STAGES = _entries(
    ("first-report", N_("First report")),
    ("risk-assessment", N_("Risk assessment")),
    ("investigation", N_("Investigation")),
    ("charging-advice", N_("Charging advice")),
    ("protection-order", N_("Protection order")),
    ("closure", N_("Closure")),
)

FAULTS = _entries(
    ("R1", N_("Not recorded as a crime, or downgraded")),
    ("R2", N_("Honour-based or hate flag missing or wrong")),
    ("R3", N_("Not referred (Community Safety Unit, Forced Marriage Unit, MARAC, children's services)")),
    ("K1", N_("Risk assessment (DASH and its honour-based questions) missing or incomplete")),
    ("K2", N_("Repeat reports not linked")),
    ("C1", N_("Family or community tipped off")),
    ("C2", N_("Victim not seen alone")),
    ("C3", N_("Interpreter or officer from the same family or community")),
    ("C4", N_("Mediation, or community leaders approached")),
    ("C5", N_("Record left unrestricted, or browsed")),
    ("I1", N_("Victim disbelieved or treated as a suspect")),
    ("I2", N_("Evidence lost, leads dropped, or poor supervision")),
    ("I3", N_("Suspect not arrested, or voluntary interview overused")),
    ("I4", N_("Nothing done for fear of seeming insensitive")),
    ("O1", N_("Protection order not sought, or its breach ignored")),
    ("D1", N_("Dropped without a reason")),
    ("D2", N_("Victim pressed to withdraw")),
    ("D3", N_("Prosecutors not consulted or not told")),
    ("V1", N_("Victim not kept informed")),
    ("S1", N_("Officer punished for helping")),
    ("S2", N_("Suspect or decision-maker linked to a colleague")),
)

# The first letter of a fault's code: 21 of them in one list would be read by nobody.
FAULT_GROUPS = {
    "R": N_("Recording and referral"),
    "K": N_("Risk"),
    "C": N_("The victim’s safety"),
    "I": N_("The investigation"),
    "O": N_("Protection orders"),
    "D": N_("How it ended"),
    "V": N_("Keeping the victim informed"),
    "S": N_("Colleagues"),
}

WHEN = _entries(
    ("week", N_("In the last week")),
    ("month", N_("In the last month")),
    ("year", N_("In the last year")),
    ("earlier", N_("Longer ago")),
    ("ongoing", N_("It is still going on")),
)

# The other answers are names of places, which stand in whistle/data/places.toml.
WHERE = _entries(
    ("elsewhere", N_("Somewhere else")),
)

KNOWN = _entries(
    ("1", N_("Only me")),
    ("2-3", N_("2 or 3 people")),
    ("4-10", N_("4 to 10 people")),
    ("more", N_("More than 10 people")),
    ("unsure", N_("I am not sure")),
)

CARE = _entries(
    ("wait", N_("Wait before you act, so that more people could have told you")),
    ("pattern", N_("Look at several cases together, so that this one does not stand out")),
    ("ask-first", N_("Ask me before you do anything that could point to me")),
)

BEHALF = _entries(
    ("self", N_("No, for myself")),
    ("colleague", N_("For a colleague")),
    ("victim", N_("For a victim")),
    ("family", N_("For a victim’s family")),
    ("organisation", N_("For an organisation or a union")),
)

RAISED = _entries(
    ("no", N_("No")),
    ("line", N_("Yes, with a supervisor or manager")),
    ("standards", N_("Yes, with professional standards")),
    ("outside", N_("Yes, outside the force")),
)

SINCE = _entries(
    ("nothing", N_("Nothing has changed for me")),
    ("avoided", N_("I have been avoided, mocked or threatened")),
    ("duties", N_("My duties, shifts or posting were changed")),
    ("blocked", N_("I lost training, promotion or leave")),
    ("investigated", N_("I was put under investigation, or a plan for poor performance")),
    ("left", N_("I have left, or I am thinking of leaving")),
)

EVIDENCE = _entries(
    ("soon", N_("Yes, it could be lost within days")),
    ("later", N_("Yes, but not at once")),
    ("no", N_("No")),
    ("unsure", N_("I am not sure")),
)

WISH = _entries(
    ("safe", N_("Make the victim safe")),
    ("look-again", N_("Look at the case again")),
    ("explain", N_("Explain why it was handled this way")),
    ("learn", N_("Change how such cases are handled")),
    ("conduct", N_("Look at somebody’s conduct")),
    ("know", N_("Only know about it")),
)

SHARE = _entries(
    ("yes", N_("Yes, if they need to know")),
    ("no", N_("No, ask me first")),
)

QUESTIONS = (
    Question("case", N_("What the case was about"), N_("What was the case about?"), CASES, many=True),
    Question("faults", N_("What went wrong"), N_("What went wrong?"), FAULTS, many=True),
    Question("stage", N_("Stage it had reached"), N_("Which stage had the case reached?"), STAGES, many=True),
    Question("when", N_("When it happened"), N_("Roughly when?"), WHEN),
    Question("where", N_("Where it happened"), N_("Roughly where?"), WHERE),
    Question(
        "known", N_("How many could know this"), N_("How many people could know what you wrote?"), KNOWN
    ),
    Question("care", N_("What to take care of"), N_("Ask the people who read it to"), CARE, many=True),
    Question("behalf", N_("Speaking for somebody else"), N_("Are you speaking for somebody else?"), BEHALF),
    Question("raised", N_("Raised before"), N_("Has anybody raised it before?"), RAISED),
    Question("since", N_("What has happened since"), N_("What has happened to you since?"), SINCE, many=True),
    Question("evidence", N_("Evidence at risk"), N_("Could evidence be lost?"), EVIDENCE),
    Question("wish", N_("What should happen"), N_("What would you like to happen?"), WISH, many=True),
    Question("share", N_("Telling another organisation"), N_("May another organisation be told?"), SHARE),
)

BY_KEY = {question.key: question for question in QUESTIONS}


@dataclass(frozen=True)
class Category:
    """What a reviewer puts a concern under, by the number that its journal and the log keep."""

    number: int
    code: str
    words: str
    faults: tuple[str, ...]
    """The codes of what went wrong that fall under it."""


# Words of the desk, which is English only. Numbers are part of the protocol and never change; 0 is none.
CATEGORIES = (
    Category(1, "recording", "Recording and referral", ("R1", "R2", "R3")),
    Category(2, "risk", "Risk assessment", ("K1", "K2")),
    Category(3, "safety", "Confidentiality and safety", ("C1", "C2", "C3", "C4", "C5")),
    Category(4, "investigation", "Investigation", ("I1", "I2", "I3", "I4")),
    Category(5, "protection", "Protection orders", ("O1",)),
    Category(6, "outcome", "Dropped or withdrawn", ("D1", "D2", "D3")),
    Category(7, "victim", "Victim not kept informed", ("V1",)),
    Category(8, "conduct", "Treatment of colleagues, conflicts", ("S1", "S2")),
    Category(9, "other", "Something else", ()),
)
