"""Ten people send five contracts each, all at once: every one is finished, and the page answers meanwhile."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from page_visits import serving

from termscheck.web.settings import Settings


def test_fifty_contracts_of_ten_users_are_all_finished_and_none_is_lost(settings: Settings) -> None:
    def user(number: int) -> list[str]:
        visitor = visitors()
        names = [f"contract-{number}-{one}.txt" for one in range(5)]
        visits = [visitor.visit((name, f"fine {name}".encode())) for name in names]
        for visit in visits:
            assert visitor.get("/").status == 200
            assert visitor.wait(visit).location.endswith("/questions")
            visitor.post(f"{visit}/questions", us="0")
        return [name for name, visit in zip(names, visits, strict=True) if name in visitor.get(f"{visit}/report").text]

    eager = replace(settings, requests_a_second=10_000)  # the users of a test ask more often than a browser does
    with serving(eager) as visitors, ThreadPoolExecutor(10) as users:
        finished = [name for names in users.map(user, range(10)) for name in names]

    assert len(set(finished)) == 50
