"""The Python arm of the transactions family: asyncpg on uvloop, one connection, a table of its own. The timed loop is not asynchronous, so each
call enters the event loop by `run_until_complete`: some tens of microseconds a call of ten operations."""

import os

OPERATIONS = 10
UPDATABLE = 1_000
BATCH = 20_000
# Processes that time two cases live side by side, so the table is the process's own.
TABLE = f"rows_{os.getpid()}"

INSERT = f"insert into {TABLE} (id, value) values ($1, $2)"
UPDATE = f"update {TABLE} set value = $1 where id = $2"
REMOVE = f"delete from {TABLE} where id = $1"


def prepare(arm, given):
    if arm != "asyncpg":
        raise ValueError(f"no arm named {arm!r} here")
    verb, _, tx = given["case"].partition("-")
    return Ten(verb, tx == "tx", given["services"]["postgres"])


class Ten:
    def __init__(self, verb, tx, url):
        import asyncpg
        import uvloop

        self.verb = verb
        self.tx = tx
        self.next = 1
        fill = {"insert": 0, "update": UPDATABLE, "delete": BATCH}[verb]
        self.refill = f"insert into {TABLE} select id, 'row' from generate_series(1, {fill}) id"
        self.loop = uvloop.new_event_loop()
        self.connection = self.wait(asyncpg.connect(url))
        self.execute(f"drop table if exists {TABLE}; create table {TABLE} (id integer primary key, value text not null); {self.refill}; analyze {TABLE}")

    def wait(self, work):
        return self.loop.run_until_complete(work)

    def execute(self, sql):
        return self.wait(self.connection.execute(sql))

    async def take(self, given):
        if self.verb == "update":
            return given * 7 % (UPDATABLE // OPERATIONS) * OPERATIONS + 1
        if self.next > BATCH:
            await self.connection.execute(f"truncate {TABLE}; {self.refill}")
            self.next = 1
        first = self.next
        self.next += OPERATIONS
        return first

    async def ten(self, first, given):
        execute = self.connection.execute
        changed = 0
        for place in range(OPERATIONS):
            row = first + place
            if self.verb == "insert":
                status = await execute(INSERT, row, f"{given}-{place}")
            elif self.verb == "update":
                status = await execute(UPDATE, f"{given}-{place}", row)
            else:
                status = await execute(REMOVE, row)
            # "INSERT 0 1", "UPDATE 1": the count is the last word.
            changed += int(status.rpartition(" ")[2])
        return changed

    async def call(self, first, given):
        if not self.tx:
            return await self.ten(first, given)
        async with self.connection.transaction():
            return await self.ten(first, given)

    async def whole(self, given):
        return await self.call(await self.take(given), given)

    def run(self, given):
        return self.wait(self.whole(given))

    def answer(self, given):
        first = self.wait(self.take(given))
        changed = self.wait(self.call(first, given))
        between = f"select value from {TABLE} where id between $1 and $2 order by id"
        rows = self.wait(self.connection.fetch(between, first, first + OPERATIONS - 1))
        return {"changed": changed, "left": [row["value"] for row in rows]}

    def dispose(self):
        self.execute(f"drop table {TABLE}")
        self.wait(self.connection.close())
        self.loop.close()
