import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createCache } from "../../../kernel-lib/src/framework/cache/create-cache.ts";
import { createQueryCache } from "../../../kernel-lib/src/framework/cache/create-query-cache.ts";
import type { QueryTables } from "../../../kernel-lib/src/framework/cache/query-cache.ts";
import { QueryEntries } from "../../../kernel-lib/src/framework/cache/query-entries.ts";
import { TableQueryCache } from "../../../kernel-lib/src/framework/cache/table-query-cache.ts";
import { TableStamps } from "../../../kernel-lib/src/framework/cache/table-stamps.ts";
import { holds } from "../../holds.ts";
import { got, lost, missed, nothing, put } from "./query-reads.ts";
import { happened, SimulatedClients, steps } from "./simulated-clients.ts";

const make = () => createQueryCache<string>({ capacity: 100 });
/** Remembers of so few tables when they were written. */
const withNotes = (notes: number, capacity = 100, policy: "lru" | "s3-fifo" = "lru") =>
  new TableQueryCache(new QueryEntries<string>(createCache({ capacity, policy }), new TableStamps(notes)));

describe("random clients of a simulated database", () => {
  test("are never given what the database would not have answered", async () => {
    const setting = fc.record({
      capacity: fc.integer({ min: 1, max: 8 }),
      policy: fc.constantFrom("lru" as const, "s3-fifo" as const),
      notes: fc.constantFrom(1, 2, 10_000),
    });
    await holds(
      fc.asyncProperty(setting, steps, async ({ capacity, policy, notes }, each) => {
        const clients = new SimulatedClients(withNotes(notes, capacity, policy));
        for (const [who, action, choice] of each) await clients.step(who, action, choice);
        await clients.end();
      }),
      1_000,
    );
    // The property would hold of a cache that gives nothing.
    for (const [what, times] of Object.entries(happened)) expect(times, what).toBeGreaterThan(50);
  });
});

describe("outside of transactions", () => {
  test("a result is given until one of its tables is written", async () => {
    const cache = make();
    expect(put(cache, "users and posts", ["users", "posts"])).toBe(true);
    await cache.write(["tags"], nothing);
    expect(got(cache, "users and posts", ["users", "posts"])).toBe("users and posts");
    expect(await cache.write(["posts"], async () => 3)).toBe(3);
    expect(got(cache, "users and posts", ["users", "posts"])).toBe("miss");
  });

  test("undefined is a result", () => {
    const cache = createQueryCache<undefined>({ capacity: 1 });
    const read = cache.read("nobody", ["users"]);
    expect(read.kind === "miss" && read.fill.put(undefined)).toBe(true);
    expect(cache.read("nobody", ["users"])).toEqual({ kind: "hit", value: undefined });
  });

  test("a result that was asked for before a write is not put after it", async () => {
    const cache = make();
    const [before, other] = [missed(cache, "old", ["users"]), missed(cache, "posts", ["posts"])];
    await cache.write(["users"], nothing);
    expect([before.put("old"), other.put("posts")]).toEqual([false, true]);
    expect([got(cache, "old", ["users"]), got(cache, "posts", ["posts"])]).toEqual(["miss", "posts"]);
  });

  test("while a write is on its way nothing of its tables is given or put; other tables are as ever", async () => {
    const cache = make();
    put(cache, "users", ["users"]);
    put(cache, "posts", ["posts"]);
    const before = missed(cache, "both", ["posts", "users"]);
    const sent = Promise.withResolvers<void>();
    const write = cache.write(["users"], () => sent.promise);
    const during = missed(cache, "both", ["posts", "users"]);
    expect([got(cache, "users", ["users"]), before.put("old"), during.put("old or new")]).toEqual([
      "miss",
      false,
      false,
    ]);
    expect(got(cache, "posts", ["posts"])).toBe("posts");
    sent.resolve();
    await write;
    expect([got(cache, "users", ["users"]), during.put("old or new"), put(cache, "users", ["users"])]).toEqual([
      "miss",
      false,
      true,
    ]);
  });

  test("a table is in doubt until the last of the writes to it is over", async () => {
    const cache = make();
    const [one, two] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const writes = [cache.write(["users"], () => one.promise), cache.write(["users", "posts"], () => two.promise)];
    one.resolve();
    await writes[0];
    expect([put(cache, "users", ["users"]), put(cache, "all", "all")]).toEqual([false, false]);
    two.resolve();
    await writes[1];
    expect([put(cache, "users", ["users"]), put(cache, "all", "all")]).toEqual([true, true]);
  });

  test.each([
    ["rejects", lost],
    [
      "throws at once",
      () => {
        throw new Error("lost");
      },
    ],
  ])("a write that %s may have been applied all the same", async (_, send) => {
    const cache = make();
    put(cache, "users", ["users"]);
    await expect(cache.write(["users"], send)).rejects.toThrow("lost");
    expect(got(cache, "users", ["users"])).toBe("miss");
    expect(put(cache, "users", ["users"])).toBe(true);
  });

  test("a write that may yet be applied, its connection being lost, keeps its tables in doubt until that is known", async () => {
    const cache = make();
    const ended = Promise.withResolvers<void>();
    const asked: unknown[] = [];
    const write = cache.write(["users"], lost, (error) => {
      asked.push(error);
      return ended.promise;
    });
    const error = await write.catch((reason: unknown) => reason);
    expect(asked).toEqual([error]);
    expect(put(cache, "users", ["users"])).toBe(false);
    ended.resolve();
    await new Promise(setImmediate);
    expect(put(cache, "users", ["users"])).toBe(true);
    await expect(cache.write(["users"], lost, lost)).rejects.toThrow("lost");
    await new Promise(setImmediate);
    expect(put(cache, "users", ["users"])).toBe(false);
  });

  test("a fingerprint with other tables is another query", () => {
    const cache = make();
    put(cache, "text", ["users", "posts"]);
    for (const tables of [["users"], ["posts", "users"], ["users", "posts", "tags"], "all"] as const)
      expect(got(cache, "text", tables)).toBe("miss");
    expect(got(cache, "text", ["users", "posts"])).toBe("text");
  });

  test("tables are told apart by their names alone, and are what they were when they were given", async () => {
    const cache = make();
    const names = ["__proto__", "constructor", "", "all", "users", "Users"];
    for (const name of names) put(cache, name, [name]);
    for (const name of names) {
      expect(got(cache, name, [name])).toBe(name);
      await cache.write([name], nothing);
      expect(got(cache, name, [name])).toBe("miss");
    }
    const tables = ["users"];
    const fill = missed(cache, "users", tables);
    const sent = Promise.withResolvers<void>();
    const write = cache.write(tables, () => sent.promise);
    tables[0] = "posts";
    sent.resolve();
    await write;
    expect([fill.put("old"), put(cache, "users", ["users"]), put(cache, "posts", ["posts"])]).toEqual([
      false,
      true,
      true,
    ]);
  });

  test('"all": a write to unknown tables is one to each, and a read of unknown tables is one of each', async () => {
    const cache = make();
    put(cache, "users", ["users"]);
    put(cache, "unknown", "all");
    const sent = Promise.withResolvers<void>();
    const write = cache.write("all", () => sent.promise);
    expect([put(cache, "users", ["users"]), put(cache, "unknown", "all")]).toEqual([false, false]);
    sent.resolve();
    await write;
    expect([put(cache, "users", ["users"]), put(cache, "unknown", "all")]).toEqual([true, true]);
    await cache.write(["posts"], nothing);
    expect([got(cache, "users", ["users"]), got(cache, "unknown", "all")]).toEqual(["users", "miss"]);
  });

  test("counts what it did", async () => {
    const cache = make();
    put(cache, "users", ["users"]);
    got(cache, "users", ["users"]);
    const late = missed(cache, "posts", ["posts"]);
    const tx = cache.begin({ isolation: "read-committed" });
    tx.write(["posts", "tags"]);
    got(tx, "posts", ["posts"]);
    await tx.commit(nothing);
    late.put("posts");
    await cache.begin({ isolation: "snapshot" }).commit(nothing);
    expect(cache.statistics).toEqual({ hits: 1, misses: 2, bypasses: 1, refusedFills: 1, invalidations: 1 });
  });
});

describe("cached", () => {
  test("runs a query once for all that ask meanwhile, and keeps its result", async () => {
    const cache = make();
    const sent = Promise.withResolvers<string>();
    let times = 0;
    const query = () => {
      times++;
      return sent.promise;
    };
    const all = [cache.cached("users", ["users"], query), cache.cached("users", ["users"], query)];
    sent.resolve("ada");
    expect([await Promise.all(all), times]).toEqual([["ada", "ada"], 1]);
    expect(await cache.cached("users", ["users"], lost)).toBe("ada");
  });

  test("a query with other tables is another one", async () => {
    const cache = make();
    void cache.cached("text", ["users"], () => new Promise<string>(() => {}));
    expect(await cache.cached("text", ["posts"], async () => "of posts")).toBe("of posts");
    const tables = ["users"];
    void cache.cached("other text", tables, () => new Promise<string>(() => {}));
    tables[0] = "posts";
    expect(await cache.cached("other text", ["posts"], async () => "of posts")).toBe("of posts");
  });

  test("who asks after a write does not wait for a query of before it", async () => {
    const cache = make();
    const [old, fresh] = [Promise.withResolvers<string>(), Promise.withResolvers<string>()];
    const before = cache.cached("users", ["users"], () => old.promise);
    await cache.write(["users"], nothing);
    const after = cache.cached("users", ["users"], () => fresh.promise);
    old.resolve("old");
    expect(await before).toBe("old");
    await new Promise(setImmediate);
    const later = cache.cached("users", ["users"], lost);
    fresh.resolve("new");
    expect(await Promise.all([after, later])).toEqual(["new", "new"]);
    expect(got(cache, "users", ["users"])).toBe("new");
  });

  test("while a write is in doubt each runs its own", async () => {
    const cache = make();
    const sent = Promise.withResolvers<void>();
    const write = cache.write(["users"], () => sent.promise);
    const never = new Promise<string>(() => {});
    void cache.cached("users", ["users"], () => never);
    expect(await cache.cached("users", ["users"], async () => "mine")).toBe("mine");
    sent.resolve();
    await write;
    expect(got(cache, "users", ["users"])).toBe("miss");
  });

  test.each([
    ["rejects", lost],
    [
      "throws at once",
      () => {
        throw new Error("lost");
      },
    ],
  ])("a query that %s does so to all that wait, and is tried again", async (_, query) => {
    const cache = make();
    const all = [cache.cached("users", ["users"], query), cache.cached("users", ["users"], async () => "mine")];
    expect((await Promise.allSettled(all)).map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    expect(await cache.cached("users", ["users"], async () => "ada")).toBe("ada");
  });

  test("a query that never ends holds up those that ask for it until its table is written, and nobody else", async () => {
    const cache = make();
    void cache.cached("users", ["users"], () => new Promise<string>(() => {}));
    expect(await cache.cached("posts", ["posts"], async () => "posts")).toBe("posts");
    await cache.write(["users"], nothing);
    expect(await cache.cached("users", ["users"], async () => "ada")).toBe("ada");
  });
});

test.each<[string, unknown]>([
  ["an empty list", []],
  ["a list that holds number", ["users", 7]],
  ["a list that holds undefined", new Array(1)],
  ['"users"', "users"],
  ["undefined", undefined],
])("tables that are %s are refused", async (shown, given) => {
  const cache = make();
  const tables = given as QueryTables;
  const tx = cache.begin({ isolation: "read-committed" });
  const refused = expect.objectContaining({ code: "invalid-tables", message: expect.stringContaining(shown) });
  expect(() => cache.read("query", tables)).toThrow(refused);
  expect(() => tx.read("query", tables)).toThrow(refused);
  expect(() => tx.write(tables)).toThrow(refused);
  await expect(cache.cached("query", tables, async () => "")).rejects.toThrow(refused);
  await expect(cache.write(tables, nothing)).rejects.toThrow(refused);
  expect(cache.statistics).toEqual({ hits: 0, misses: 0, bypasses: 0, refusedFills: 0, invalidations: 0 });
});

describe("what is remembered is bounded", () => {
  test("results, by the capacity and as the policy says", () => {
    const cache = createQueryCache<string>({ capacity: 2, policy: "lru" });
    for (const query of ["one", "two"]) put(cache, query, ["users"]);
    got(cache, "one", ["users"]);
    put(cache, "three", ["users"]);
    expect(["one", "two", "three"].map((query) => got(cache, query, ["users"]))).toEqual(["one", "miss", "three"]);
    expect(() => createQueryCache({ capacity: 0 })).toThrow(/capacity/);
    expect(() => createQueryCache({ capacity: 1, policy: "mru" as "lru" })).toThrow(/policy/);
  });

  test("tables that were written: those of which that is forgotten count as written then", async () => {
    const cache = withNotes(2);
    const late = missed(cache, "late", ["first"]);
    put(cache, "before the first", ["never"]);
    await cache.write(["first"], nothing);
    put(cache, "after the first", ["never"]);
    put(cache, "second", ["second"]);
    await cache.write(["second"], nothing);
    expect(got(cache, "after the first", ["never"])).toBe("after the first");
    await cache.write(["third"], nothing);
    expect(late.put("late")).toBe(false);
    expect([got(cache, "before the first", ["never"]), got(cache, "second", ["second"])]).toEqual(["miss", "miss"]);
    expect(got(cache, "after the first", ["never"])).toBe("after the first");
  });

  test("the table that was written longest ago is forgotten first, whichever was written first", async () => {
    const cache = withNotes(2);
    await cache.write(["first"], nothing);
    await cache.write(["second"], nothing);
    put(cache, "first", ["first"]);
    await cache.write(["first"], nothing);
    put(cache, "other", ["other"]);
    await cache.write(["third"], nothing);
    expect(got(cache, "other", ["other"])).toBe("other");
    await cache.write(["fourth"], nothing);
    expect(got(cache, "first", ["first"])).toBe("miss");
  });

  test("10,000 of them: with more, results of before are given up, and none wrongly kept", async () => {
    const tables = Array.from({ length: 10_000 }, (_, place) => `table ${place}`);
    for (const more of [[], ["one more"]]) {
      const cache = make();
      put(cache, "other", ["other"]);
      put(cache, "first", ["table 0"]);
      await cache.write([...tables, ...more], nothing);
      expect(got(cache, "first", ["table 0"])).toBe("miss");
      expect(got(cache, "other", ["other"])).toBe(more.length === 0 ? "other" : "miss");
      expect(put(cache, "first", ["table 0"])).toBe(true);
    }
  });
});
