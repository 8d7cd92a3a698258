"""The Python arm of the http family: FastAPI on uvicorn. (A script called http.py would stand before Python's own module of that name.)"""

from fastapi import FastAPI
from pydantic import BaseModel
from uvicorn_thread import UvicornThread


class User(BaseModel):
    id: int
    name: str
    email: str
    active: bool
    roles: list[str]
    balance: float


def serve(arm, given):
    if arm != "fastapi":
        raise ValueError(f"no arm named {arm!r} here")
    app = FastAPI(openapi_url=None)

    @app.get("/users/{id}")
    async def user(id: int) -> User:
        return User(
            id=id,
            name=f"User number {id}",
            email=f"user.{id}@example.com",
            active=id % 3 != 0,
            roles=["reader", "writer"],
            balance=id * 1.25,
        )

    return UvicornThread(app)
