"""The Python arms of the ORM family: SQLAlchemy's ORM and Core, Django's ORM, and the driver under all three, `sqlite3`, by hand.

Each arm is one class with the five operations; `prepare` makes the timed body of one case from them. The database is in memory, made by the schema
that the TypeScript arms run too. Every change is a transaction of its own, made in the way that is the arm's default.
"""

import sqlite3
from functools import cache

PAGE = (
    "SELECT p.id, p.title, p.views, p.user_id, u.name, u.email, u.age FROM posts p"
    " JOIN users u ON u.id = p.user_id WHERE p.id > ? ORDER BY p.id LIMIT 20"
)


def prepare(arm, given):
    arms = {"sqlite3": Sqlite, "sqlalchemy": Orm, "sqlalchemy-core": Core, "django": Django}
    if arm not in arms:
        raise ValueError(f"no arm named {arm!r} here")
    return BODIES[given["case"]](arms[arm](given["setup"]), given["setup"])


def fill(connection, setup):
    """Makes the database through a sqlite3 connection."""
    for statement in setup["schema"]:
        connection.execute(statement)
    connection.executemany("INSERT INTO users VALUES (?, ?, ?, ?)", setup["users"])
    connection.executemany("INSERT INTO posts VALUES (?, ?, ?, ?)", setup["posts"])
    spare = [(id, f"Spare {id}", f"spare.{id}@example.com", 18 + id % 60) for id in range(1, setup["turnover"] + 1)]
    connection.executemany("INSERT INTO spare VALUES (?, ?, ?, ?)", spare)
    connection.commit()


def fold_of_person(row):
    return len(row.name) + len(row.email) + row.age


def person_json(row):
    return {"id": row.id, "name": row.name, "email": row.email, "age": row.age}


class FlatRows:
    """Reads the rows of arms that hand them over as tuples."""

    @staticmethod
    def fold_user(row):
        id, name, email, age = row
        return id + len(name) + len(email) + age

    @staticmethod
    def user_json(row):
        return dict(zip(("id", "name", "email", "age"), row))

    @staticmethod
    def fold_pair(row):
        id, title, views, user_id, name, email, age = row
        return id + len(title) + views + user_id + len(name) + len(email) + age

    @staticmethod
    def pair_json(row):
        id, title, views, *author = row
        return {"id": id, "title": title, "views": views, "author": FlatRows.user_json(author)}


class Instances:
    """Reads the rows of arms that hand them over as instances of models."""

    @staticmethod
    def fold_user(user):
        return user.id + fold_of_person(user)

    user_json = staticmethod(person_json)

    @staticmethod
    def fold_pair(post):
        author = post.author
        return post.id + len(post.title) + post.views + author.id + fold_of_person(author)

    @staticmethod
    def pair_json(post):
        return {"id": post.id, "title": post.title, "views": post.views, "author": person_json(post.author)}


class Raw:
    """What is done past the ORM, through the sqlite3 connection under it. `self.driver` is that connection."""

    def turn_over(self, statement):
        rows = self.driver.execute(statement).rowcount
        self.driver.commit()
        return rows

    def look(self, table, id):
        row = self.driver.execute(f"SELECT id, name, email, age FROM {table} WHERE id = ?", (id,)).fetchone()
        return None if row is None else FlatRows.user_json(row)


class Sqlite(FlatRows, Raw):
    def __init__(self, setup):
        self.driver = sqlite3.connect(":memory:", isolation_level=None)
        fill(self.driver, setup)
        self.execute = self.driver.execute

    def select(self, id):
        return self.execute("SELECT id, name, email, age FROM users WHERE id = ?", (id,)).fetchone()

    def insert(self, person):
        values = (person["name"], person["email"], person["age"])
        return self.execute("INSERT INTO members (name, email, age) VALUES (?, ?, ?)", values).lastrowid

    def page(self, after):
        return self.execute(PAGE, (after,)).fetchall()

    def update(self, id, age):
        return self.execute("UPDATE users SET age = ? WHERE id = ?", (age, id)).rowcount

    def remove(self, id):
        return self.execute("DELETE FROM members WHERE id = ?", (id,)).rowcount

    def dispose(self):
        self.driver.close()


def alchemy_engine(setup):
    """An engine on one connection to a filled database in memory, and that connection."""
    from sqlalchemy import create_engine
    from sqlalchemy.pool import StaticPool

    driver = sqlite3.connect(":memory:", check_same_thread=False)
    fill(driver, setup)
    return create_engine("sqlite://", creator=lambda: driver, poolclass=StaticPool), driver


class Core(FlatRows, Raw):
    def __init__(self, setup):
        from sqlalchemy import Column, ForeignKey, Integer, MetaData, String, Table, bindparam, select

        engine, self.driver = alchemy_engine(setup)
        metadata = MetaData()
        people = lambda: (Column("name", String), Column("email", String), Column("age", Integer))
        users = Table("users", metadata, Column("id", Integer, primary_key=True), *people())
        members = Table("members", metadata, Column("id", Integer, primary_key=True), *people())
        posts = Table(
            "posts",
            metadata,
            Column("id", Integer, primary_key=True),
            Column("user_id", Integer, ForeignKey("users.id")),
            Column("title", String),
            Column("views", Integer),
        )
        self.engine = engine
        self.connection = engine.connect()
        self.select_user = select(users).where(users.c.id == bindparam("key"))
        self.insert_member = members.insert()
        self.select_page = (
            select(posts.c.id, posts.c.title, posts.c.views, posts.c.user_id, users.c.name, users.c.email, users.c.age)
            .join(users, users.c.id == posts.c.user_id)
            .where(posts.c.id > bindparam("after"))
            .order_by(posts.c.id)
            .limit(20)
        )
        self.update_user = users.update().where(users.c.id == bindparam("key")).values(age=bindparam("new_age"))
        self.delete_member = members.delete().where(members.c.id == bindparam("key"))

    def select(self, id):
        return self.connection.execute(self.select_user, {"key": id}).first()

    def insert(self, person):
        id = self.connection.execute(self.insert_member, person).inserted_primary_key[0]
        self.connection.commit()
        return id

    def page(self, after):
        return self.connection.execute(self.select_page, {"after": after}).all()

    def update(self, id, age):
        changed = self.connection.execute(self.update_user, {"key": id, "new_age": age}).rowcount
        self.connection.commit()
        return changed

    def remove(self, id):
        deleted = self.connection.execute(self.delete_member, {"key": id}).rowcount
        self.connection.commit()
        return deleted

    def dispose(self):
        self.connection.close()
        self.engine.dispose()
        self.driver.close()


class Orm(Instances, Raw):
    def __init__(self, setup):
        from sqlalchemy import ForeignKey, bindparam, delete, select, update
        from sqlalchemy.orm import DeclarativeBase, Mapped, Session, contains_eager, mapped_column, relationship

        class Base(DeclarativeBase):
            pass

        class Person:
            id: Mapped[int] = mapped_column(primary_key=True)
            name: Mapped[str]
            email: Mapped[str]
            age: Mapped[int]

        class User(Person, Base):
            __tablename__ = "users"

        class Member(Person, Base):
            __tablename__ = "members"

        class Post(Base):
            __tablename__ = "posts"
            id: Mapped[int] = mapped_column(primary_key=True)
            user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
            title: Mapped[str]
            views: Mapped[int]
            author: Mapped[User] = relationship()

        self.User, self.Member = User, Member
        self.engine, self.driver = alchemy_engine(setup)
        self.session = Session(self.engine)
        # Built once with bound parameters: building the page anew for each call took twice the time, the update half as much again.
        self.select_page = (
            select(Post)
            .join(Post.author)
            .options(contains_eager(Post.author))
            .where(Post.id > bindparam("after"))
            .order_by(Post.id)
            .limit(20)
        )
        self.update_user = update(User).where(User.id == bindparam("key")).values(age=bindparam("new_age"))
        self.delete_member = delete(Member).where(Member.id == bindparam("key"))
        # Nothing of the changed rows is in the session, so that there is nothing to bring up to date.
        self.options = {"synchronize_session": False}

    def select(self, id):
        user = self.session.get(self.User, id)
        self.session.expunge_all()
        return user

    def insert(self, person):
        member = self.Member(**person)
        self.session.add(member)
        self.session.flush()
        id = member.id
        self.session.commit()
        self.session.expunge_all()
        return id

    def page(self, after):
        posts = self.session.scalars(self.select_page, {"after": after}).all()
        self.session.expunge_all()
        return posts

    def update(self, id, age):
        values = {"key": id, "new_age": age}
        changed = self.session.execute(self.update_user, values, execution_options=self.options).rowcount
        self.session.commit()
        return changed

    def remove(self, id):
        deleted = self.session.execute(self.delete_member, {"key": id}, execution_options=self.options).rowcount
        self.session.commit()
        return deleted

    def dispose(self):
        self.session.close()
        self.engine.dispose()
        self.driver.close()


@cache
def django_models():
    """Django takes its settings and a model of one name once a process, which may have several cases one after the other."""
    import django
    from django.conf import settings

    database = {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}
    settings.configure(DEBUG=False, DATABASES={"default": database}, INSTALLED_APPS=[])
    django.setup()
    from django.db import models

    class Person(models.Model):
        id = models.AutoField(primary_key=True)
        name = models.TextField()
        email = models.TextField()
        age = models.IntegerField()

        class Meta:
            abstract = True

    # Models need an app's label; there is no app, and the tables are made by the schema.
    class User(Person):
        class Meta:
            app_label = "shop"
            db_table = "users"
            managed = False

    class Member(Person):
        class Meta:
            app_label = "shop"
            db_table = "members"
            managed = False

    class Post(models.Model):
        id = models.AutoField(primary_key=True)
        author = models.ForeignKey(User, on_delete=models.CASCADE, db_column="user_id")
        title = models.TextField()
        views = models.IntegerField()

        class Meta:
            app_label = "shop"
            db_table = "posts"
            managed = False

    return User, Member, Post


class Django(Instances, Raw):
    def __init__(self, setup):
        User, Member, Post = django_models()
        from django.db import connection

        connection.ensure_connection()
        self.connection = connection
        self.driver = connection.connection
        fill(self.driver, setup)
        self.users, self.members = User.objects, Member.objects
        self.pages = Post.objects.select_related("author").order_by("id")

    def select(self, id):
        return self.users.get(pk=id)

    def insert(self, person):
        return self.members.create(**person).pk

    def page(self, after):
        return list(self.pages.filter(id__gt=after)[:20])

    def update(self, id, age):
        return self.users.filter(pk=id).update(age=age)

    def remove(self, id):
        return self.members.filter(pk=id).delete()[0]

    def dispose(self):
        # Django's own close() keeps a database in memory open.
        self.driver.close()
        self.connection.connection = None


class Body:
    def __init__(self, arm, setup):
        self.arm = arm
        self.setup = setup
        self.size = setup["turnover"]
        self.used = 0
        self.ready()

    def ready(self):
        pass

    def renew(self, statement):
        """After every `size` calls: holds each of them to have changed one row."""
        rows = self.arm.turn_over(self.setup[statement])
        if rows != self.size:
            raise RuntimeError(f"{rows} rows after {self.size} calls that change one each")
        self.used = 0

    def dispose(self):
        self.arm.dispose()


class SelectBody(Body):
    def run(self, id):
        return self.arm.fold_user(self.arm.select(id))

    def answer(self, id):
        return self.arm.user_json(self.arm.select(id))


class InsertBody(Body):
    def run(self, person):
        id = self.arm.insert(person)
        self.used += 1
        if self.used == self.size:
            self.renew("empty")
        return 1 if id > 0 else 0

    def answer(self, person):
        inserted = self.arm.look("members", self.arm.insert(person))
        self.used += 1
        if self.used == self.size:
            self.renew("empty")
        return {"inserted": inserted and {name: inserted[name] for name in ("name", "email", "age")}}


class JoinBody(Body):
    def run(self, after):
        fold = self.arm.fold_pair
        total = 0
        for pair in self.arm.page(after):
            total += fold(pair)
        return total

    def answer(self, after):
        return [self.arm.pair_json(pair) for pair in self.arm.page(after)]


class UpdateBody(Body):
    def run(self, change):
        id, age = change
        return self.arm.update(id, age)

    def answer(self, change):
        id, age = change
        return {"changed": self.arm.update(id, age), "after": self.arm.look("users", id)}


class DeleteBody(Body):
    def ready(self):
        self.renew("refill")

    def run(self, _):
        deleted = self.arm.remove(self.used + 1)
        self.used += 1
        if self.used == self.size:
            self.renew("refill")
        return deleted

    def answer(self, _):
        id = self.used + 1
        before = self.arm.look("members", id)
        deleted = self.arm.remove(id)
        after = self.arm.look("members", id)
        self.used += 1
        if self.used == self.size:
            self.renew("refill")
        return {"before": before is not None, "deleted": deleted, "after": after is not None}


BODIES = {
    "select-pk": SelectBody,
    "insert": InsertBody,
    "join": JoinBody,
    "update-pk": UpdateBody,
    "delete-pk": DeleteBody,
}
