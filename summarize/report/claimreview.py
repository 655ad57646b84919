"""`claimreview.jsonld`: the judged claims as schema.org ClaimReview.

The rating says how far the transcript bears a claim out, not whether the claim is true of the world:

    5 supported   3 partly supported   2 the transcript is silent   1 contradicted

Where a person gave a verdict it is the rating, under that person's name, and the machine's is told in the text. Claims
that nobody and nothing could judge have no review.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from summarize.contracts import Json, RunRecord
from summarize.records import JudgedClaim, Review, SourceStatus, Verdict
from summarize.report.words import VERDICT_WORDS, anchor, one_line, reviewed, reviewer_of
from summarize.reviews import given_verdict

RATINGS: Mapping[Verdict, int] = {
    "supported": 5,
    "partially_supported": 3,
    "not_in_transcript": 2,
    "contradicted": 1,
}
_SCALE = "5 supported, 3 partly supported, 2 the transcript is silent, 1 contradicted by the transcript"


def render_claimreview(run: RunRecord) -> str:
    """One ClaimReview for each judged claim, as a JSON-LD graph that is safe inside an HTML script element.

    `url` is relative: `report.html` is taken to be published beside the graph, or to hold it.
    """
    rec = run.reconciliation
    sources = {source.id: source for source in rec.sources}
    described = {str(source["id"]): source for source in run.run.get("sources", ())}
    graph = [
        _review(run, claim, sources.get(claim.source_id), described.get(claim.source_id, {}))
        for claim in rec.claims
        if _verdict(claim, run.reviews.get(claim.id)) in RATINGS
    ]
    encoded = json.dumps({"@context": "https://schema.org", "@graph": graph}, ensure_ascii=False, indent=1)
    for char in "<>&\u2028\u2029":
        encoded = encoded.replace(char, f"\\u{ord(char):04x}")
    return encoded + "\n"


def _verdict(claim: JudgedClaim, review: Review | None) -> Verdict:
    return given_verdict(review) or claim.verdict


def _review(run: RunRecord, claim: JudgedClaim, source: SourceStatus | None, described: Mapping[str, Any]) -> Json:
    review = run.reviews.get(claim.id)
    made: Json = {
        "@type": "ClaimReview",
        "identifier": one_line(claim.id),
        "url": f"report.html#{anchor('claim', claim.id)}",
        "claimReviewed": one_line(claim.text),
        **_authorship(run, review),
        "reviewBody": _body(claim, review),
        "reviewRating": _rating(_verdict(claim, review)),
        "itemReviewed": _item(claim, source, described),
    }
    if claim.evidence:
        made["citation"] = [_citation(run, evidence.text) for evidence in claim.evidence]
    return made


def _authorship(run: RunRecord, review: Review | None) -> Json:
    """Whose the rating is, and of which day: the person's who gave a verdict, else the program's."""
    if review and given_verdict(review):
        author = {"@type": "Person", "name": reviewer_of(review)}
        return {"author": author, "datePublished": review.reviewed_at.date().isoformat()}
    author = {"@type": "Organization", "name": one_line(str(run.run["tool"]["name"]))}
    return {"author": author, "datePublished": str(run.run["finished"])[:10]}


def _body(claim: JudgedClaim, review: Review | None) -> str:
    """The reasons: those of the rules or the model, after what a person said."""
    if review is None:
        return one_line(claim.rationale)
    machine = f"The machine's verdict: {VERDICT_WORDS[claim.verdict]}. {one_line(claim.rationale)}"
    said = reviewed(review, claim)
    end = "" if said.endswith((".", "!", "?", "…")) else "."
    return f"{said[:1].upper()}{said[1:]}{end} {machine}".strip()


def _rating(verdict: Verdict) -> Json:
    return {
        "@type": "Rating",
        "ratingValue": RATINGS[verdict],
        "bestRating": 5,
        "worstRating": 1,
        "alternateName": VERDICT_WORDS[verdict],
        "ratingExplanation": _SCALE,
    }


def _item(claim: JudgedClaim, source: SourceStatus | None, described: Mapping[str, Any]) -> Json:
    publisher = {
        "@type": "Organization",
        "name": one_line((source.publisher if source else None) or claim.source_id),
    }
    article: Json = {"@type": "NewsArticle", "identifier": one_line(claim.source_id), "publisher": publisher}
    article |= _details(described)
    item: Json = {"@type": "Claim", "text": one_line(claim.span.text), "author": publisher, "appearance": article}
    if described.get("date"):
        item["datePublished"] = described["date"]
    if claim.speaker:
        item["about"] = {"@type": "Person", "name": one_line(claim.speaker)}
    return item


def _details(described: Mapping[str, Any]) -> Json:
    """What a run knows about an article, in schema.org's words; only web addresses count as such."""
    names = {"title": "headline", "date": "datePublished", "language": "inLanguage", "url": "url"}
    details = {word: one_line(str(described[key])) for key, word in names.items() if described.get(key)}
    if not details.get("url", "").startswith(("https://", "http://")):
        details.pop("url", None)
    return details


def _citation(run: RunRecord, words: str) -> Json:
    about = {"@type": "CreativeWork", "name": one_line(run.reconciliation.case_title)}
    return {"@type": "Quotation", "text": one_line(words), "isPartOf": about}
