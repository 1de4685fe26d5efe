"""The reasons of searches. Read by `reasons`. SEARCH_OFF and SEARCH_NOT_READY are of a service without an index: the suite in Rust
has both."""

from fixtures import Case
from world import CONSULTATION

SEARCHES = f"{CONSULTATION}.SearchService"


def of(query, method="SearchComments", reason="QUERY_INVALID", **more):
    return Case(reason, "INVALID_ARGUMENT", f"{SEARCHES}/{method}", {"query": query, **more})


CASES = [
    of(""),
    of('"so many days'),
    of("-days"),
    of("days OR", method="SearchDraftLaws"),
    of("*", reason="QUERY_TOO_BROAD"),
    of("da*", method="SearchRecommendations", reason="QUERY_TOO_BROAD"),
    of("слово " * 10_000, reason="QUERY_TOO_LONG"),
    of("word " * 33, method="SearchDraftLaws", reason="QUERY_TOO_LONG"),
    of("days", reason="FIELD_INVALID", facets=["author"]),
    of("days", reason="FIELD_INVALID", organizations=["demo-adilet"]),
    of("days", reason="FIELD_INVALID", language_code="de"),
    of("days", reason="PAGE_TOKEN_MISMATCH", page_token="nonsense"),
]
