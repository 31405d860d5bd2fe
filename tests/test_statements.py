"""What a sentence says about availability, and about whom."""

from __future__ import annotations

from pathlib import Path

import pytest

from medlint import triggers
from medlint.config import default_config
from medlint.monograph import Monograph
from medlint.parser import parse
from medlint.registry import load
from medlint.statements import DEPARTED, Statement, context_of, read_statements
from medlint.statements.lexicon import read_lexicon
from medlint.statements.reader import _Reading
from medlint.statements.sentences import Sentences, plain
from medlint.statements.statement import CLAIMS
from medlint.text import decode

REGISTRY = load()
MARKETS = ("IN", "US", "EU", "GB")

# text, title, what must be read of it: "subject claim scope", None where the text makes no claim that somebody or
# something is gone, banned or suspended.
GONE = [
    # Said of the drug: by name, by pronoun, by "this medicine", or by nothing at all.
    ("Rofecoxib was withdrawn from the market.", "Rofecoxib", "drug gone unstated"),
    ("It has been withdrawn from the US market.", "Rofecoxib", "drug gone market"),
    ("This medicine is no longer available.", "Rofecoxib", "drug gone unstated"),
    ("No, it is no longer made.", "Rofecoxib", "drug gone unstated"),
    ("No longer available.", "Rofecoxib", "drug gone unstated"),
    ("Discontinued.", "Rofecoxib", "drug gone unstated"),
    ("**Rofecoxib is no longer *sold*.**", "Rofecoxib", "drug gone unstated"),
    ("The drug is now off the market.", "Rofecoxib", "drug gone unstated"),
    ("Rofecoxib was pulled from pharmacies.", "Rofecoxib", "drug gone unstated"),
    ("Rofecoxib was delisted in 2004.", "Rofecoxib", "drug gone unstated"),
    ("The manufacturer withdrew rofecoxib in 2004.", "Rofecoxib", "drug gone unstated"),
    ("Its maker discontinued it.", "Rofecoxib", "drug gone unstated"),
    ("Sales of rofecoxib were stopped.", "Rofecoxib", "drug gone unstated"),
    ("The manufacture of rofecoxib has ceased.", "Rofecoxib", "drug gone unstated"),
    ("Rofecoxib (Brandol) was withdrawn because of strokes.", "Rofecoxib", "drug gone unstated"),
    ("Rofecoxib, a painkiller, was withdrawn.", "Rofecoxib", "drug gone unstated"),
    ("Rofecoxib is a painkiller that was withdrawn.", "Rofecoxib", "drug gone unstated"),
    ("Rofecoxib was a drug that has since been withdrawn.", "Rofecoxib", "drug gone unstated"),
    ("Rofecoxib worked well but was discontinued.", "Rofecoxib", "drug gone unstated"),
    ("It is a discontinued medicine.", "Rofecoxib", "drug gone unstated"),
    ("Because of liver damage, its use was discontinued.", "Bromfenac", "drug gone unstated"),
    ("Its marketing authorisation has lapsed.", "Rofecoxib", "drug gone unstated"),
    ("Rofecoxib was formerly available.", "Rofecoxib", "drug gone unstated"),
    ("Rofecoxib was withdrawn worldwide.", "Rofecoxib", "drug gone everywhere"),
    ("Rofecoxib was withdrawn in many countries.", "Rofecoxib", "drug gone market"),
    ("Dosage is not given, as the drug is no longer made.", "Rofecoxib", "drug gone unstated"),
    ("Alfacalcidol was never harmed, yet vioxil is no longer sold.", "Vioxil", "drug gone unstated"),
    ("Dipyrone is banned in the United States.", "Metamizole", "drug banned market"),
    ("The FDA banned metamizole in 1977.", "Metamizole", "drug banned market"),
    ("The EMA has suspended its licence.", "Ingenol Mebutate", "drug suspended market"),
    ("The licence for ingenol mebutate was suspended.", "Ingenol Mebutate", "drug suspended unstated"),
    ("The drug was suspended by the European regulator.", "Ingenol Mebutate", "drug suspended market"),
    # Said of a whole combination, or of one partner.
    ("This combination is no longer sold.", "Rofecoxib + Paracetamol", "drug gone unstated"),
    ("Rofecoxib + Paracetamol was withdrawn.", "Rofecoxib + Paracetamol", "drug gone unstated"),
    ("The combination of both drugs has been discontinued.", "Rofecoxib + Paracetamol", "drug gone unstated"),
    ("Rofecoxib was withdrawn in 2004.", "Rofecoxib + Paracetamol", "member gone unstated"),
    ("Rofecoxib, a part of this pair, was withdrawn.", "Rofecoxib + Paracetamol", "member gone unstated"),
    ("Rofecoxib's use is restricted or banned in many countries.", "Rofecoxib + Paracetamol", "member banned market"),
    # Said of one form, strength, use or group of patients.
    ("The oral form of gatifloxacin was withdrawn.", "Gatifloxacin", "form gone form"),
    ("Gatifloxacin tablets are no longer sold.", "Gatifloxacin", "form gone form"),
    ("Gatifloxacin oral tablets were discontinued.", "Gatifloxacin", "form gone form"),
    ("The brand-name version is no longer available.", "Gatifloxacin", "form gone form"),
    ("Its use as a sleeping pill was discontinued.", "Rofecoxib", "form gone form"),
    ("Its use is banned for paediatric patients.", "Clioquinol", "drug banned form"),
    ("Clioquinol is banned for use in children in India.", "Clioquinol", "drug banned form"),
    # Said of another drug.
    ("It is like rofecoxib, which was withdrawn.", "Celecoxib", "other gone unstated"),
    ("Other drugs of this class were withdrawn from the market.", "Celecoxib", "other gone unstated"),
    ("It is the active part of terfenadine, which was withdrawn.", "Fexofenadine", "other gone unstated"),
    ("Cerivastatin was withdrawn in 2001.", "Atorvastatin", "other gone unstated"),
    ("The combination with codeine was withdrawn in many countries.", "Paracetamol", "other gone market"),
    ("The fixed combination of paracetamol with codeine was withdrawn.", "Paracetamol", "other gone unstated"),
    ("The combination with paracetamol was withdrawn.", "Rofecoxib + Paracetamol", "drug gone unstated"),
    ("Rofecoxib and the combination with codeine were withdrawn.", "Rofecoxib", "drug gone unstated"),
    ("Rofecoxib itself and its combinations with codeine were withdrawn.", "Rofecoxib", "drug gone unstated"),
    # Said of information.
    ("Dosage information is no longer available.", "Rofecoxib", "information gone unstated"),
    ("Details of rofecoxib's trials are no longer accessible.", "Rofecoxib", "information gone unstated"),
    # About stopping a treatment, and other senses of the words.
    ("Treatment should be discontinued if a rash appears.", "Rofecoxib", None),
    ("The drug must be discontinued at once.", "Rofecoxib", None),
    ("It should be withdrawn gradually.", "Diazepam", None),
    ("Once the drug is discontinued, the rash fades.", "Rofecoxib", None),
    ("If the medicine is withdrawn, fits may return.", "Diazepam", None),
    ("Withdrawal symptoms include sweating.", "Diazepam", None),
    ("Expect withdrawal bleeding in the free week.", "Norethisterone", None),
    ("Draw the solution from the vial; blood is withdrawn into the syringe.", "Heparin", None),
    ("Its discontinuation may cause fits.", "Diazepam", None),
    ("Abrupt withdrawal of diazepam is dangerous.", "Diazepam", None),
    ("Shake the oral suspension; it is suspended in water.", "Amoxicillin", None),
    ("It is banned in sport by the World Anti-Doping Agency.", "Stanozolol", None),
    ("The medicine is not approved for children.", "Rofecoxib", None),
    ("Pain may no longer respond to it.", "Rofecoxib", None),
    ("It is no longer available over the counter.", "Codeine", None),
    ("Rofecoxib is rarely used.", "Rofecoxib", None),
    ("Rofecoxib is no longer recommended.", "Rofecoxib", None),
    ("A restricted diet helps.", "Orlistat", None),
    ("The kidneys remove the drug; it is removed from the body in a day.", "Rofecoxib", None),
]

# text, title, subject and claim of the only statement.
OTHERS = [
    ("Rofecoxib is no longer recommended.", "Rofecoxib", "drug obsolete"),
    ("It is rarely used today.", "Rofecoxib", "drug obsolete"),
    ("Acadesine was never marketed.", "Acadesine", "drug never_approved"),
    ("Its development was discontinued in 1999.", "Acadesine", "drug never_approved"),
    ("Acadesine has not been approved for medical use.", "Acadesine", "drug never_approved"),
    ("Acadesine is an investigational drug.", "Acadesine", "drug never_approved"),
    ("Abafungin is not currently available.", "Abafungin", "drug not_available"),
    ("It isn't commercially available.", "Abafungin", "drug not_available"),
    ("The oral form is not available.", "Heparin", "form not_available"),
    ("Information on side effects is not available.", "Heparin", "information not_available"),
    ("Rofecoxib is available by prescription.", "Rofecoxib", "drug available"),
    ("It can be bought from a pharmacy.", "Rofecoxib", "drug available"),
    ("Ask your pharmacist for it.", "Rofecoxib", "drug available"),
    ("Its use is severely restricted in some countries.", "Cisapride", "drug restricted"),
]


def page(text: str, title: str = "Rofecoxib") -> Monograph:
    source = decode("page.md", f"---\ntitle: {title}\n---\n\n# {title}\n\n### Usage\n\n{text}\n".encode())
    return parse(source, default_config().layout)


def read(text: str, title: str = "Rofecoxib") -> tuple[Statement, ...]:
    doc = page(text, title)
    return read_statements(doc, REGISTRY.identify(title), REGISTRY)


def departures(text: str, title: str = "Rofecoxib") -> list[Statement]:
    return [one for one in read(text, title) if one.claim in ("gone", "banned", "suspended")]


@pytest.mark.parametrize(("text", "title", "expected"), GONE, ids=[text[:60] for text, _, _ in GONE])
def test_end_of_a_drug(text: str, title: str, expected: str | None) -> None:
    found = [f"{one.subject} {one.claim} {one.scope}" for one in departures(text, title)]
    assert sorted(set(found)) == ([] if expected is None else [expected])


@pytest.mark.parametrize(("text", "title", "expected"), OTHERS, ids=[text[:60] for text, _, _ in OTHERS])
def test_other_claims(text: str, title: str, expected: str) -> None:
    assert [f"{one.subject} {one.claim}" for one in read(text, title)] == [expected]


def test_member_and_other_drug_are_named() -> None:
    (member,) = departures("Dextropropoxyphene was withdrawn.", "Paracetamol + Dextropropoxyphene")
    (other,) = departures("Unlike it, cerivastatin was withdrawn.", "Atorvastatin")
    assert (member.name, other.name) == ("dextropropoxyphene", "cerivastatin")


def test_place_year_and_reason() -> None:
    (one,) = departures("It was withdrawn in the EU, the UK and India in 2010 because of heart attacks.")
    assert set(one.places) == {"EU", "GB", "IN"}
    assert one.years == ("2010",)
    assert "cardiac" in one.reasons
    assert one.time == "past"


def test_agencies_stand_for_their_places() -> None:
    (one,) = departures("The FDA withdrew it in 2004.")
    assert one.places == ("US",)


def test_small_words_are_no_places() -> None:
    (one,) = departures("It was withdrawn; tell us what became of it in your family.")
    assert one.places == ()


def test_unknown_reason() -> None:
    found = departures("It was discontinued. The reason for its discontinuation is not publicly known.")
    assert "unknown" in {reason for one in found for reason in one.reasons}


def test_denial_and_question() -> None:
    (denied,) = departures("It has not been withdrawn in Europe.")
    (asked,) = departures("Why was it withdrawn from the market?")
    assert denied.negated
    assert asked.question
    assert not any(one.asserts for one in (denied, asked))


def test_question_of_an_faq_is_apart_from_its_answer() -> None:
    doc = page("It was used for pain.\n\n### FAQs\n\n* **Q: Is it still sold?** A: No, it was withdrawn.\n")
    context = context_of(doc, (), MARKETS)
    (one,) = context.farewells
    assert one.span.of(doc.text).endswith("No, it was withdrawn.")
    assert one.section == "faqs"


def test_weak_words_count_beside_a_statement_only() -> None:
    assert departures("Sleep may suffer with its withdrawal.") == []
    assert len(departures("It was withdrawn. A report led to its removal.")) == 2


def test_statement_is_not_read_across_blocks() -> None:
    assert departures("Rofecoxib is no longer\n\navailable in green.") == []


def test_spans_point_into_the_text() -> None:
    doc = page("Some words. **Rofecoxib** is *no longer* sold. More words.")
    (one,) = context_of(doc, (), MARKETS).farewells
    assert one.span.of(doc.text) == "Rofecoxib** is *no longer* sold."
    assert one.phrase.of(doc.text) == "no longer* sold"


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Take e.g. 0.5 mg. Then wait.", 2),
        ("Sold in the U.S. market. Not elsewhere.", 2),
        ("See Dr. Doe, i.e. a doctor. Ask!", 2),
        ("Is it sold? No. It was withdrawn.", 3),
        ("E. coli was found.", 1),
    ],
)
def test_sentences(text: str, count: int) -> None:
    doc = page(text)
    sentences = Sentences(doc, plain(doc.prose))
    start = doc.text.index(text)
    found = {span for offset in range(start, start + len(text)) if (span := sentences.at(offset))}
    assert len(found) == count


def test_page_without_the_words_says_nothing() -> None:
    assert read("It eases pain.") == ()


@pytest.mark.parametrize(
    ("text", "claims"),
    [
        ("It was phased **out** in 2004.", ["gone"]),
        ("It was *phased*\u00a0out in 2004.", ["gone"]),
        ("It was faded out in 2004.", []),
        ("It is off the\nmarket.", ["gone"]),
        ("Look for it in the market.", []),
        # What is no prose says nothing, though the words are on the page.
        ("It is [sold](https://example.org/banned-and-withdrawn).", []),
        ("It is sold. <!-- it was withdrawn -->", []),
        ("`It was withdrawn.` It was banned in India.", ["banned"]),
    ],
)
def test_only_prose_with_all_words_of_an_anchor_is_read(text: str, claims: list[str]) -> None:
    assert [one.claim for one in read(text)] == claims


def test_an_anchor_whose_words_stand_in_two_blocks_opens_the_second() -> None:
    doc = page("It is no\n\nlonger sold.")
    opened = _Reading(doc, REGISTRY.identify(doc.title), REGISTRY, DEPARTED)._open(weak=False)
    assert [span.of(doc.text) for span in opened] == ["longer sold."]


def test_no_claim_is_asked_for_so_late_that_all_words_are_read_anew() -> None:
    doc = page("It was withdrawn in 2004, never approved, and is not available.")
    edition = triggers._KNOWN.edition
    for claims in (*(frozenset({claim}) for claim in CLAIMS), CLAIMS):
        read_statements(doc, REGISTRY.identify(doc.title), REGISTRY, claims)
    assert triggers._KNOWN.edition == edition


def test_context_is_made_once_a_page() -> None:
    doc = page("It eases pain.")
    assert context_of(doc, (), MARKETS) is context_of(doc, (), MARKETS)
    assert context_of(doc, (), ("IN",)).markets == ("IN",)


@pytest.mark.parametrize(
    "text", ["\u0130" * 50 + " was withdrawn.", "withdrawn " * 3000, "(" * 5000 + " banned", "\u2019s banned"]
)
def test_odd_text_is_read(text: str) -> None:
    assert isinstance(read(text), tuple)


def test_wrong_table_is_told(tmp_path: Path) -> None:
    (tmp_path / "families.toml").write_text(
        '[macros]\n[[family]]\nname = "x"\nclaim = "sunk"\nanchors = []\nphrases = []\n'
    )
    with pytest.raises(ValueError, match="there is no claim 'sunk'"):
        read_lexicon(str(tmp_path))


@pytest.mark.parametrize(
    "text",
    [
        "This combination drug is not available in all regions and formulations may vary.",
        "It is not sold in every country.",
        "Rofecoxib is not marketed everywhere.",
    ],
)
def test_that_a_drug_is_not_sold_everywhere_says_nothing_of_it(text: str) -> None:
    """It is said of drugs that are sold and of drugs that are gone, and must not stand for a notice."""
    assert "not_available" not in [one.claim for one in read(text)]
