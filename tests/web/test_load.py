"""Ten people send five contracts each, all at once: every one is finished, and the page answers meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from page_visits import Visitor


def test_fifty_contracts_of_ten_users_are_all_finished_and_none_is_lost(visitors: Callable[[], Visitor]) -> None:
    def user(number: int) -> list[str]:
        visitor = visitors()
        names = [f"contract-{number}-{one}.txt" for one in range(5)]
        visits = [visitor.visit((name, f"fine {name}".encode())) for name in names]
        for visit in visits:
            assert visitor.get("/").status == 200
            assert visitor.wait(visit).location.endswith("/questions")
            visitor.post(f"{visit}/questions", us="0")
        return [name for name, visit in zip(names, visits, strict=True) if name in visitor.get(f"{visit}/report").text]

    with ThreadPoolExecutor(10) as users:
        finished = [name for names in users.map(user, range(10)) for name in names]

    assert len(set(finished)) == 50
