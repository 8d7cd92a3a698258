"""The Python arm of the router family: Starlette's router, which is FastAPI's too.

What is timed is the loop of `starlette.routing.Router.app` over its routes: `route.matches(scope)` until one matches in full.
Router.app itself cannot be timed: it awaits the endpoint. Left out, because no other arm does them, are the endpoint's call and,
after a miss, the second search for a path with or without a trailing slash to redirect to. The scope is made once and only its
path is set, because filling it is the server's work.
"""

import re

from arm import CannotHold
from starlette.routing import Match, Route, Router

MISS = -1

# Routes are tried one after the other, 0.18 us each: with 10,000 of them the check of all answers alone takes 15 s a round.
MOST_ROUTES = 1_000


def prepare(arm, given):
    if arm != "starlette":
        raise ValueError(f"no arm named {arm!r} here")
    table = given["setup"]
    if len(table) > MOST_ROUTES:
        raise CannotHold(f"tries its routes one after the other; left out above {MOST_ROUTES} routes to bound the time of a run")
    return Lookups(table)


class Lookups:
    def __init__(self, table):
        self.router = Router(routes=[self.route(index, *route) for index, route in enumerate(table)])
        self.scope = {"type": "http", "method": "GET", "path": "/"}

    @staticmethod
    def route(index, method, pattern):
        async def endpoint(request):
            raise NotImplementedError("endpoints are found here, not called")

        endpoint.index = index
        return Route(re.sub(r":(\w+)", r"{\1}", pattern), endpoint, methods=[method])

    def run(self, path):
        scope = self.scope
        scope["path"] = path
        for route in self.router.routes:
            match, child_scope = route.matches(scope)
            if match is Match.FULL:
                total = child_scope["endpoint"].index
                for value in child_scope["path_params"].values():
                    total += len(value)
                return total
        return MISS

    def answer(self, path):
        self.scope["path"] = path
        for route in self.router.routes:
            match, child_scope = route.matches(self.scope)
            if match is Match.FULL:
                return {"route": child_scope["endpoint"].index, "params": child_scope["path_params"]}
        return None
