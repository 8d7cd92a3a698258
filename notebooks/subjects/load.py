"""The Python arm of the load family: FastAPI on uvicorn, asyncpg under it."""

from contextlib import asynccontextmanager

import asyncpg
from fastapi import FastAPI, HTTPException
from pydantic import BaseModel
from uvicorn_thread import UvicornThread


class User(BaseModel):
    id: int
    name: str
    email: str
    city: str


def serve(arm, given):
    if arm != "fastapi":
        raise ValueError(f"no arm named {arm!r} here")
    url = given["services"]["postgres"]
    size = given["setup"]["poolSize"]
    by_id = given["setup"]["byId"]

    # The pool belongs to the loop that serves: it is opened and closed there.
    @asynccontextmanager
    async def lifespan(app):
        async with asyncpg.create_pool(url, min_size=size, max_size=size) as pool:
            app.state.pool = pool
            yield

    app = FastAPI(openapi_url=None, lifespan=lifespan)

    @app.get("/users/{id}")
    async def user(id: int) -> User:
        row = await app.state.pool.fetchrow(by_id, id)
        if row is None:
            raise HTTPException(status_code=404, detail="no user")
        return User(**row)

    return UvicornThread(app, lifespan="on")
