"""The Python arms of the native family.

`python` is what the source report timed as "Python": its own functions, and for heads of requests a plain parser that splits the text, as the
report's Python did; it checks no character, and would take much that is no HTTP. `httptools` is what a Python server really uses.

The `hash` of a str is cached in the object: the inputs are fresh strings, each used once.
"""

import gzip
import json
import zlib
from urllib.parse import urlsplit

from arm import CannotHold

LEVEL = 6


def prepare(arm, given):
    case, setup = given["case"], given["setup"]
    if case in ("http-get", "http-post"):
        return Heads({"python": split_head, "httptools": llhttp_head}[arm], texts(setup))
    if arm != "python":
        raise CannotHold(f"{arm} parses heads of requests only")
    if case.startswith("json-"):
        return (SmallJson if case == "json-small" else Json)(texts(setup))
    if case == "gzip":
        return Gzip(texts(setup))
    if case == "url-path":
        return UrlPath()
    if case == "hash":
        return Hash(setup["never"])
    raise CannotHold(f"there is no operation {case}")


def observe(arm, given):
    packed = [compress(content) for content in texts(given["setup"])]
    return {
        "figures": {"size": sum(map(len, packed)) / len(packed)},
        "answer": [zlib.crc32(gzip.decompress(each)) for each in packed],
    }


def texts(setup):
    return [text.encode("latin-1") for text in setup["texts"]]


def split_head(head):
    """Method, target, version and the list of names and values."""
    lines = head.decode("latin-1").split("\r\n")
    method, target, version = lines[0].split(" ")
    headers = []
    for line in lines[1:]:
        if not line:
            break
        name, _, value = line.partition(":")
        headers.append(name)
        headers.append(value.strip())
    return method, target, version, headers


def llhttp_head(head):
    from httptools import HttpRequestParser

    found = Found()
    parser = HttpRequestParser(found)
    parser.feed_data(head)
    return parser.get_method().decode("latin-1"), found.target, "HTTP/" + parser.get_http_version(), found.headers


class Found:
    """Keeps what httptools tells, as text."""

    __slots__ = ("target", "headers")

    def __init__(self):
        self.target = ""
        self.headers = []

    def on_url(self, url):
        self.target += url.decode("latin-1")

    def on_header(self, name, value):
        self.headers.append(name.decode("latin-1"))
        self.headers.append(value.decode("latin-1"))


class Heads:
    def __init__(self, parse, heads):
        self.parse = parse
        self.heads = heads

    def run(self, place):
        method, target, _, headers = self.parse(self.heads[place])
        return 1_000 * len(headers) + 100 * len(method) + len(target) + len(headers[-1])

    def answer(self, place):
        method, target, version, headers = self.parse(self.heads[place])
        return {"method": method, "target": target, "minorVersion": {"HTTP/1.0": 0, "HTTP/1.1": 1}[version], "headers": headers}


class Json:
    """json.loads takes bytes: it looks for their encoding and decodes them."""

    def __init__(self, documents):
        self.documents = documents

    def run(self, place):
        users = json.loads(self.documents[place])["users"]
        return len(users) + users[-1]["id"]

    def answer(self, place):
        return json.loads(self.documents[place])


class SmallJson(Json):
    def run(self, place):
        return json.loads(self.documents[place])["id"]


def compress(content):
    # Without a time the same bytes come out each time.
    return gzip.compress(content, LEVEL, mtime=0)


class Gzip:
    def __init__(self, contents):
        self.contents = contents

    def run(self, place):
        return int.from_bytes(compress(self.contents[place])[-8:-4], "little")

    def answer(self, place):
        content = gzip.decompress(compress(self.contents[place]))
        return {"crc": zlib.crc32(content), "size": len(content)}


class UrlPath:
    """urlsplit keeps the parts of URLs that it has seen (functools.lru_cache, 128 places); the inputs are more than that, in turn."""

    def run(self, url):
        path = urlsplit(url).path
        return 1_000 * len(path) + ord(path[-1])

    def answer(self, url):
        return urlsplit(url).path


class Hash:
    def __init__(self, never):
        self.never = never

    def run(self, text):
        return -1 if hash(text) == self.never else len(text)

    def answer(self, text):
        return {
            "length": len(text),
            "equalForEqual": hash(text) == hash(text.encode().decode()),
            "seesTheLast": hash(text) != hash(text[:-1] + "~"),
        }
