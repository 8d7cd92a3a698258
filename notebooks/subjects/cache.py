"""The Python arm of the cache family: cachetools.LRUCache, with the same requests, the same table in SQLite and the same definitions.

functools.lru_cache is faster, being C, but is a wrapper of one function: it has no get, set or delete, so it does not do what the other arms do.
"""

import gc
import sqlite3
import time
import tracemalloc

from cachetools import LRUCache

CAPACITY = 1_000
HIT_BATCH = 50
HIT_BATCHES = 2_000
MEMORY_CACHES = 5  # tracemalloc counts exactly, so that fewer do

clock = time.perf_counter_ns


def prepare(arm, given):
    return Requests(given["setup"])


def text_key(number):
    return f"user:{number:02d}"


def value_of(key):
    return ord(key[-1]) + 100 * ord(key[-2]) + 100_000 * len(key)


class Requests:
    def __init__(self, setup):
        self.cache = LRUCache(setup["capacity"])
        self.tells = setup["tells"]
        for key in map(text_key, range(setup["resident"])):
            self.cache[key] = value_of(key)

    def run(self, key):
        cache = self.cache
        found = cache.get(key)
        if found is not None:
            return found
        value = cache[key] = value_of(key)
        return value

    def answer(self, key):
        if not self.tells:
            return self.run(key)
        hit = self.cache.get(key) is not None
        return {"value": self.run(key), "hit": hit}


def fresh(key):
    """The same text as a string of its own, whose hash is not computed yet."""
    return key.encode().decode()


class Table:
    def __init__(self, rows):
        self.connection = sqlite3.connect(":memory:")
        self.connection.execute(
            "CREATE TABLE users (key TEXT PRIMARY KEY, id INTEGER, name TEXT, email TEXT, bio TEXT, score REAL) WITHOUT ROWID"
        )
        self.connection.executemany("INSERT INTO users VALUES (?, ?, ?, ?, ?, ?)", rows)
        self.connection.commit()

    def load(self, key):
        row = self.connection.execute("SELECT id, name, email, bio, score FROM users WHERE key = ?", (key,)).fetchone()
        return {"id": row[0], "name": row[1], "email": row[2], "bio": row[3], "score": row[4]}


def play(cache, trace, load):
    misses = []
    total = 0
    for key in [fresh(key) for key in trace]:
        began = clock()
        row = cache.get(key)
        if row is None:
            row = cache[key] = load(key)
            misses.append(clock() - began)
        total += row["id"] + len(row["name"])
    return misses, total


def time_hits(cache, trace):
    recent = set()
    for key in reversed(trace):
        recent.add(key)
        if len(recent) == CAPACITY // 2:
            break
    requests = [key for key in trace if key in recent]
    means = []
    for batch in range(-HIT_BATCHES // 10, HIT_BATCHES):
        keys = [fresh(requests[abs(batch * HIT_BATCH + place) % len(requests)]) for place in range(HIT_BATCH)]
        found = 0
        began = clock()
        for key in keys:
            if cache.get(key) is not None:
                found += 1
        spent = clock() - began
        if found != HIT_BATCH:
            raise RuntimeError(f"only {found} of {HIT_BATCH} recent keys were in the cache")
        if batch >= 0:
            means.append(spent / HIT_BATCH)
    return sorted(means)


def quantile(ordered, at):
    return ordered[min(len(ordered) - 1, int(at * len(ordered)))]


def filled(keys, load):
    cache = LRUCache(CAPACITY)
    for key in keys:
        own = fresh(key)
        cache[own] = load(own)
    return cache


def memory_of(keys, load):
    """Bytes of one full cache with its own keys and rows."""
    tracemalloc.start()
    try:
        kept = [filled(keys, load)]
        gc.collect()
        before, _ = tracemalloc.get_traced_memory()
        kept.extend(filled(keys, load) for _ in range(MEMORY_CACHES))
        gc.collect()
        after, _ = tracemalloc.get_traced_memory()
        return (after - before) / MEMORY_CACHES
    finally:
        tracemalloc.stop()


def text_of(keys, load):
    """Letters of keys and of their rows' text, the mean."""
    rows = [(key, load(key)) for key in keys]
    return sum(len(key) + len(row["name"]) + len(row["email"]) + len(row["bio"]) for key, row in rows) / len(rows)


def observe(arm, given):
    setup = given["setup"]
    trace = setup["trace"]
    table = Table(setup["rows"])
    try:
        play(LRUCache(CAPACITY), trace, table.load)
        cache = LRUCache(CAPACITY)
        misses, total = play(cache, trace, table.load)
        rate = 100 * len(misses) / len(trace)
        hits = time_hits(cache, trace)
        first = list(dict.fromkeys(trace))[:CAPACITY]
        figures = {
            "hit-rate": 100 - rate,
            "miss-rate": rate,
            "hit-p50": quantile(hits, 0.5) / 1e3,
            "hit-p95": quantile(hits, 0.95) / 1e3,
            "hit-p99": quantile(hits, 0.99) / 1e3,
            "hit-mean": sum(hits) / len(hits) / 1e3,
            "miss-mean": sum(misses) / len(misses) / 1e3,
            "memory": memory_of(first, table.load) / 1e6,
            "entry-text": text_of(first, table.load),
        }
        return {"figures": figures, "answer": {"hitsBeyondPolicy": len(trace) - len(misses) - setup["hits"]["exact"], "sum": total}}
    finally:
        table.connection.close()
