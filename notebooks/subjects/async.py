"""The Python arm of the async family: asyncpg on uvloop. The timed loop is not asynchronous, so each call enters the event loop by
`run_until_complete`: some tens of microseconds a call of at least ten queries."""

import asyncio

ROWS = 1_000
CONNECTIONS = 10


def prepare(arm, given):
    if arm != "asyncpg":
        raise ValueError(f"no arm named {arm!r} here")
    how, count = given["case"].split("-")
    return Reads(int(count), how == "async", given["services"]["postgres"])


class Reads:
    def __init__(self, count, at_once, url):
        import asyncpg
        import uvloop

        self.count = count
        self.loop = uvloop.new_event_loop()
        self.values = self.all_at_once if at_once else self.one_by_one
        size = CONNECTIONS if at_once else 1
        self.pool = self.loop.run_until_complete(self.open(asyncpg, url, size))

    @staticmethod
    async def open(asyncpg, url, size):
        return await asyncpg.create_pool(url, min_size=size, max_size=size)

    def read(self, given, place):
        return self.pool.fetchval("select value from items where id = $1", (given * 131 + place * 17) % ROWS + 1)

    async def all_at_once(self, given):
        return await asyncio.gather(*(self.read(given, place) for place in range(self.count)))

    async def one_by_one(self, given):
        return [await self.read(given, place) for place in range(self.count)]

    def answer(self, given):
        return list(self.loop.run_until_complete(self.values(given)))

    def run(self, given):
        return sum(self.loop.run_until_complete(self.values(given)))

    def dispose(self):
        self.loop.run_until_complete(self.pool.close())
        self.loop.close()
