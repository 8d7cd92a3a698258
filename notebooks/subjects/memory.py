"""The Python arms of the memory family. Heap is what tracemalloc counts: the blocks that Python's own allocator gave out."""

import gc
import os
import subprocess
import sys
import tracemalloc

import arm as harness

MEGABYTE = 1_000_000

CORE = {
    "fastapi": (
        "from fastapi import FastAPI\n"
        "from uvicorn_thread import UvicornThread\n"
        "app = FastAPI()\n"
        "app.get('/')(lambda: 1)\n"
        "server = UvicornThread(app)"
    ),
    "sqlalchemy": "import sqlalchemy, sqlalchemy.orm",
    "django": (
        "import django\n"
        "from django.conf import settings\n"
        "settings.configure(DATABASES={'default': {'ENGINE': 'django.db.backends.sqlite3', 'NAME': ':memory:'}}, ROOT_URLCONF=())\n"
        "django.setup()\n"
        "import django.db.models\n"
        "from django.core.wsgi import get_wsgi_application\n"
        "application = get_wsgi_application()"
    ),
}

TELL = """
import gc
gc.collect()
import sys
if 'tracemalloc' in sys.argv:
    import tracemalloc
    print(tracemalloc.get_traced_memory()[0])
else:
    from arm import resident
    print(resident())
if 'server' in globals():
    server.close()
"""


def observe(arm, given):
    return SCENARIOS[given["case"]](arm, given)


def collect():
    gc.collect()
    gc.collect()


def footprint(code, traced):
    """Bytes of a Python process that does nothing but run `code`: what tracemalloc counts, or its resident set."""
    flags, arguments = (["-X", "tracemalloc"], ["tracemalloc"]) if traced else ([], [])
    folders = (os.path.dirname(__file__), os.path.dirname(harness.__file__))
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(folders)}
    command = [sys.executable, *flags, "-B", "-c", f"{code}\n{TELL}", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, env=environment)
    if done.returncode != 0:
        raise RuntimeError(f"a process that runs {code!r} failed: {done.stderr}")
    return int(done.stdout)


def core(arm, given):
    code = CORE[arm]
    heap, rss = ((footprint(code, traced) - footprint("", traced)) / MEGABYTE for traced in (True, False))
    return {"figures": {"heap-mb": heap, "rss-mb": rss}, "answer": {"loaded": True}}


# ---- models ----


def models(arm, given):
    setup = given["setup"]
    read = MODELS[arm](setup)
    read(setup["warmUp"])
    tracemalloc.start()
    collect()
    before, _ = tracemalloc.get_traced_memory()
    kept = read(setup["instances"])
    collect()
    after, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    each = (after - before) / setup["instances"]
    return {"figures": {"per-model": each, "total-mb": each * 1_000 / MEGABYTE}, "answer": sums_of(kept)}


def sums_of(users):
    return {
        "instances": len(users),
        "ids": sum(user.id for user in users),
        "letters": sum(len(user.name) + len(user.email) + len(user.city) for user in users),
        "ages": sum(user.age for user in users),
        "balance": sum(user.balance for user in users),
    }


def sqlalchemy_models(setup):
    from sqlalchemy import StaticPool, create_engine, select
    from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

    class Base(DeclarativeBase):
        pass

    class User(Base):
        __tablename__ = "users"
        id: Mapped[int] = mapped_column(primary_key=True)
        name: Mapped[str]
        email: Mapped[str]
        age: Mapped[int]
        balance: Mapped[float]
        city: Mapped[str]

    engine = create_engine("sqlite://", poolclass=StaticPool)
    with engine.begin() as connection:
        connection.exec_driver_sql(setup["schema"])
        connection.exec_driver_sql(setup["fill"])
    session = Session(engine)
    return lambda limit: session.scalars(select(User).order_by(User.id).limit(limit)).all()


def django_models(setup):
    import django
    from django.conf import settings
    from django.db import connection, models

    settings.configure(DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}})
    django.setup()

    class User(models.Model):
        id = models.IntegerField(primary_key=True)
        name = models.TextField()
        email = models.TextField()
        age = models.IntegerField()
        balance = models.FloatField()
        city = models.TextField()

        class Meta:
            app_label = "memory"
            db_table = "users"

    with connection.cursor() as cursor:
        cursor.execute(setup["schema"])
        cursor.execute(setup["fill"])
    return lambda limit: list(User.objects.order_by("id")[:limit])


MODELS = {"sqlalchemy": sqlalchemy_models, "django": django_models}

# ---- connections ----

COUNT = "select count(*)::int as open from pg_stat_activity where datname = current_database() and backend_type = 'client backend'"


def connections(arm, given):
    url = given["services"]["postgres"]
    return POOLS[arm](url, given["setup"]["connections"])


def weighed(before, count, opened):
    collect()
    grown = harness.resident() - before
    return {
        "figures": {"total-mb": grown / MEGABYTE, "per-connection": grown / count / 1_000},
        "answer": {"connections": opened},
    }


def before_opening():
    collect()
    return harness.resident()


def asyncpg_pool(url, count):
    import asyncio

    import asyncpg

    async def ask(pool, times):
        held = [await pool.acquire() for _ in range(times)]
        opened = max(await asyncio.gather(*(connection.fetchval(COUNT) for connection in held)))
        for connection in held:
            await pool.release(connection)
        return opened

    async def weigh():
        async with asyncpg.create_pool(url, min_size=1, max_size=1) as first:
            await ask(first, 1)
        before = before_opening()
        async with asyncpg.create_pool(url, min_size=count, max_size=count) as pool:
            return weighed(before, count, await ask(pool, count))

    return asyncio.run(weigh())


def sqlalchemy_pool(url, count):
    import psycopg
    from sqlalchemy import create_engine, text

    def engine_of(size):
        return create_engine("postgresql+psycopg://", creator=lambda: psycopg.connect(url), pool_size=size, max_overflow=0)

    def ask(engine, times):
        held = [engine.connect() for _ in range(times)]
        opened = max(connection.scalar(text(COUNT)) for connection in held)
        for connection in held:
            connection.close()
        return opened

    first = engine_of(1)
    ask(first, 1)
    first.dispose()
    before = before_opening()
    engine = engine_of(count)
    try:
        return weighed(before, count, ask(engine, count))
    finally:
        engine.dispose()


POOLS = {"asyncpg": asyncpg_pool, "sqlalchemy": sqlalchemy_pool}

# ---- cache ----


def cache(arm, given):
    from cachetools import LRUCache

    entries, caches = given["setup"]["entries"], given["setup"]["caches"]

    def filled(place):
        made = LRUCache(maxsize=entries)
        for id in range(place * entries, (place + 1) * entries):
            made[f"user:{id}"] = {"id": id, "name": f"User number {id}"}
        return made

    filled(caches)
    tracemalloc.start()
    collect()
    before, _ = tracemalloc.get_traced_memory()
    kept = [filled(place) for place in range(caches)]
    collect()
    after, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    each = (after - before) / (entries * caches)
    values = [kept[place][f"user:{id}"] for place in (0, caches - 1) for id in range(place * entries, (place + 1) * entries)]
    answer = {
        "values": len(values),
        "ids": sum(value["id"] for value in values),
        "letters": sum(len(value["name"]) for value in values),
    }
    return {"figures": {"total-mb": each * entries / MEGABYTE, "per-entry": each}, "answer": answer}


SCENARIOS = {"core": core, "models": models, "connections": connections, "cache": cache}
