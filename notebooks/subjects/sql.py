"""The Python arms of the sql family: SQLAlchemy Core and asyncpg.

SQLAlchemy's statements are built by plain calls, as its tutorial has them. For `build-*` cases the statement is compiled as its engine does it
before each execution, by `_compile_w_cache` with a cache of compiled statements (engines have one of 500 by themselves): `str(statement.compile())`
would compile anew each time, which no execution does. For `execute-*` it runs on psycopg, one connection in autocommit mode, so that no arm
sends more than the query. asyncpg's queries are written by hand; it prepares each text once by itself.
"""

KINDS = ("select", "where", "join-2", "join-3", "subquery", "group")


def prepare(arm, given):
    verb, _, kind = given["case"].partition("-")
    if kind not in KINDS:
        raise ValueError(f"no kind of query in the case {given['case']}")
    if arm == "sqlalchemy-core":
        return Built(kind) if verb == "build" else Executed(kind, given["services"]["postgres"])
    if arm == "asyncpg" and verb == "execute":
        return Asyncpg(kind, given["services"]["postgres"])
    raise ValueError(f"no arm named {arm!r} for {given['case']}")


def fold_of_rows(rows, field):
    total = len(rows)
    for row in rows:
        total += row[field]
    return total


def statements():
    """For each kind a function from the values of one call to a statement."""
    from sqlalchemy import Column, Integer, MetaData, Table, Text, func, select

    metadata = MetaData()
    users = Table(
        "users",
        metadata,
        Column("id", Integer, primary_key=True),
        Column("name", Text, nullable=False),
        Column("email", Text, nullable=False),
        Column("city", Text, nullable=False),
        Column("age", Integer, nullable=False),
    ).c
    posts = Table(
        "posts",
        metadata,
        Column("id", Integer, primary_key=True),
        Column("user_id", Integer, nullable=False),
        Column("title", Text, nullable=False),
        Column("likes", Integer, nullable=False),
    )
    comments = Table(
        "comments",
        metadata,
        Column("id", Integer, primary_key=True),
        Column("post_id", Integer, nullable=False),
        Column("user_id", Integer, nullable=False),
        Column("body", Text, nullable=False),
        Column("score", Integer, nullable=False),
    )
    users_table = metadata.tables["users"]
    return {
        "select": lambda given: (
            select(users.id, users.name, users.email)
            .order_by(users.id)
            .limit(given["limit"])
            .offset(given["offset"])
        ),
        "where": lambda given: (
            select(users.id, users.name, users.email)
            .where(users.city == given["city"], users.age >= given["age"])
            .order_by(users.id)
            .limit(given["limit"])
        ),
        "join-2": lambda given: (
            select(posts.c.id, posts.c.title, users.name)
            .join_from(posts, users_table, users.id == posts.c.user_id)
            .where(users.city == given["city"], posts.c.likes >= given["likes"])
            .order_by(posts.c.id)
            .limit(given["limit"])
        ),
        "join-3": lambda given: (
            select(comments.c.id, comments.c.body, posts.c.title, users.name)
            .join_from(comments, posts, posts.c.id == comments.c.post_id)
            .join(users_table, users.id == comments.c.user_id)
            .where(users.city == given["city"], comments.c.score >= given["score"])
            .order_by(comments.c.id)
            .limit(given["limit"])
        ),
        "subquery": lambda given: (
            select(users.id, users.name, users.email)
            .where(
                users.id.in_(select(posts.c.user_id).where(posts.c.likes >= given["likes"])),
                users.age < given["age"],
            )
            .order_by(users.id)
            .limit(given["limit"])
        ),
        "group": lambda given: (
            select(users.city, func.count().label("users"))
            .where(users.age >= given["age"])
            .group_by(users.city)
            .having(func.count() > given["least"])
            .order_by(users.city)
        ),
    }


class Built:
    def __init__(self, kind):
        from sqlalchemy.dialects.postgresql import psycopg
        from sqlalchemy.util import LRUCache

        self.build = statements()[kind]
        self.dialect = psycopg.dialect()
        self.cache = LRUCache(500)

    def values(self, given):
        compiled, extracted, *_ = self.build(given)._compile_w_cache(
            self.dialect, compiled_cache=self.cache, column_keys=[], for_executemany=False, schema_translate_map=None
        )
        return compiled.construct_params(extracted_parameters=extracted).values()

    def run(self, given):
        values = self.values(given)
        total = len(values)
        for value in values:
            total += len(value) if isinstance(value, str) else value
        return total

    def answer(self, given):
        return list(self.values(given))


class Executed:
    def __init__(self, kind, url):
        from sqlalchemy import create_engine

        self.build = statements()[kind]
        self.field = "users" if kind == "group" else "id"
        # The URL's host, a folder, stands in its query, which is where SQLAlchemy's documentation puts it.
        self.engine = create_engine(url.replace("postgresql:", "postgresql+psycopg:", 1), isolation_level="AUTOCOMMIT")
        self.connection = self.engine.connect()

    def rows(self, given):
        return self.connection.execute(self.build(given)).mappings().all()

    def run(self, given):
        return fold_of_rows(self.rows(given), self.field)

    def answer(self, given):
        return [dict(row) for row in self.rows(given)]

    def dispose(self):
        self.connection.close()
        self.engine.dispose()


TEXTS = {
    "select": ("select id, name, email from users order by id limit $1 offset $2", ("limit", "offset")),
    "where": (
        "select id, name, email from users where city = $1 and age >= $2 order by id limit $3",
        ("city", "age", "limit"),
    ),
    "join-2": (
        "select p.id, p.title, u.name from posts p join users u on u.id = p.user_id "
        "where u.city = $1 and p.likes >= $2 order by p.id limit $3",
        ("city", "likes", "limit"),
    ),
    "join-3": (
        "select c.id, c.body, p.title, u.name from comments c join posts p on p.id = c.post_id "
        "join users u on u.id = c.user_id where u.city = $1 and c.score >= $2 order by c.id limit $3",
        ("city", "score", "limit"),
    ),
    "subquery": (
        "select id, name, email from users where id in (select user_id from posts where likes >= $1) "
        "and age < $2 order by id limit $3",
        ("likes", "age", "limit"),
    ),
    "group": (
        "select city, count(*) as users from users where age >= $1 group by city having count(*) > $2 order by city",
        ("age", "least"),
    ),
}


class Asyncpg:
    def __init__(self, kind, url):
        import asyncpg
        import uvloop

        self.text, self.names = TEXTS[kind]
        self.field = "users" if kind == "group" else "id"
        self.loop = uvloop.new_event_loop()
        self.connection = self.loop.run_until_complete(asyncpg.connect(url))

    async def rows(self, given):
        return await self.connection.fetch(self.text, *[given[name] for name in self.names])

    def run(self, given):
        return fold_of_rows(self.loop.run_until_complete(self.rows(given)), self.field)

    def answer(self, given):
        return [dict(row) for row in self.loop.run_until_complete(self.rows(given))]

    def dispose(self):
        self.loop.run_until_complete(self.connection.close())
        self.loop.close()
