"""What the sheet says, in each language. The Welsh awaits review by a Welsh speaker."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Words:
    """``path`` is where the pages of the language begin; ``run_by`` has a place for the name."""

    path: str
    question: str
    answer: str
    device: str
    advice: tuple[str, ...]
    limits: str
    danger: str
    check: str
    run_by: str


ENGLISH = Words(
    path="",
    question="Was a case mishandled?",
    answer="Say so without giving your name.",
    device="From your own phone, not from work",
    advice=(
        "Take a strip. Open the address at home, not on work wifi.",
        "It is encrypted on your phone. You choose who can read it.",
        "Come back for replies. No account, no email.",
    ),
    limits="We cannot see who you are. What you write, and any records you have opened, may still show it.",
    danger="Is someone in danger now? Call 999.",
    check="Is it the real site? Its page “Who holds the keys” must show this fingerprint of the service:",
    run_by="Run by {name}",
)

WELSH = Words(
    path="/cy/",
    question="A gafodd achos ei drin yn wael?",
    answer="Dywedwch hynny heb roi eich enw.",
    device="O’ch ffôn eich hun, nid o’r gwaith",
    advice=(
        "Cymerwch stribed. Agorwch y cyfeiriad gartref, nid ar wifi’r gwaith.",
        "Caiff ei amgryptio ar eich ffôn. Chi sy’n dewis pwy all ei ddarllen.",
        "Dewch yn ôl am atebion. Dim cyfrif, dim e-bost.",
    ),
    limits="Ni allwn weld pwy ydych chi. Gall yr hyn a ysgrifennwch, neu gofnodion a agorwyd gennych, ddangos hynny.",
    danger="Oes rhywun mewn perygl nawr? Ffoniwch 999.",
    check="Ai hwn yw’r safle go iawn? Rhaid i’r dudalen “Pwy sy’n dal yr allweddi” ddangos ôl bys hwn y gwasanaeth:",
    run_by="Rhedir gan {name}",
)

LANGUAGES = {"en": ENGLISH, "cy": WELSH}
