"""The Python arms of the pool family: SQLAlchemy's QueuePool over connections that do nothing, and asyncpg's pool over PostgreSQL."""

import time

SIZE = 10


def prepare(arm, given):
    if arm != "sqlalchemy-queuepool":
        raise ValueError(f"no arm named {arm!r} for {given['case']}")
    return Idle()


class Thing:
    """A connection, as far as the pool asks of one."""

    value = 1

    def close(self):
        pass


class Idle:
    def __init__(self):
        from sqlalchemy.pool import QueuePool

        self.pool = QueuePool(Thing, pool_size=SIZE, max_overflow=0, reset_on_return=None)
        for connection in [self.pool.connect() for _ in range(SIZE)]:
            connection.close()

    def run(self, given):
        connection = self.pool.connect()
        total = given + connection.dbapi_connection.value
        connection.close()
        return total

    answer = run

    def dispose(self):
        self.pool.dispose()


def observe(arm, given):
    if arm != "asyncpg":
        raise ValueError(f"no arm named {arm!r} for {given['case']}")
    import uvloop

    return uvloop.run(thousand(given["services"]["postgres"], given["setup"]))


async def thousand(url, setup):
    import asyncio

    import asyncpg

    clock = time.perf_counter
    connections, rows = setup["connections"], setup["rows"]
    acquiring = releasing = querying = 0.0
    lent = reused = failed = total_value = 0
    seen = set()
    pool = await asyncpg.create_pool(url, min_size=0, max_size=connections)

    async def request(number):
        nonlocal acquiring, releasing, querying, lent, reused, failed, total_value
        asked = clock()
        try:
            connection = await pool.acquire()
        except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError, asyncio.TimeoutError):
            failed += 1
            return
        got = clock()
        lent += 1
        # The pool lends a new proxy each time; the server's process tells the connections apart.
        process = connection.get_server_pid()
        reused += process in seen
        seen.add(process)
        value = await connection.fetchval("select value from items where id = $1", number * 37 % rows + 1)
        answered = clock()
        await pool.release(connection)
        released = clock()
        total_value += value
        acquiring += got - asked
        querying += answered - got
        releasing += released - answered

    async def all_of(count):
        nonlocal acquiring, releasing, querying, lent, reused, failed, total_value, seen
        acquiring = releasing = querying = 0.0
        lent = reused = failed = total_value = 0
        seen = set()
        await asyncio.gather(*(request(number) for number in range(count)))

    await all_of(setup["before"])
    began = clock()
    await all_of(setup["requests"])
    took = clock() - began
    await pool.close()
    return {
        "figures": {
            "acquire-time": 1e6 * acquiring / lent,
            "release-time": 1e6 * releasing / lent,
            "efficiency": 100 * querying / (connections * took),
            "reuse-rate": 100 * reused / lent,
            "failed": 100 * failed / setup["requests"],
            "total-time": 1e3 * took,
        },
        "answer": total_value,
    }
