import { describe, expect, test } from "vitest";
import { createQueryCache } from "../../../kernel-lib/src/framework/cache/create-query-cache.ts";
import { got, lost, missed, nothing, put } from "./query-reads.ts";

const make = () => createQueryCache<string>({ capacity: 100 });

describe("a transaction", () => {
  test("asks the database for what it wrote, and nobody else is given that", async () => {
    const cache = make();
    put(cache, "users", ["users"]);
    const tx = cache.begin({ isolation: "read-committed" });
    tx.write(["users", "tags"]);
    expect([got(tx, "users", ["users"]), got(tx, "both", ["posts", "tags"]), got(tx, "unknown", "all")]).toEqual([
      "bypass",
      "bypass",
      "bypass",
    ]);
    expect([got(tx, "posts", ["posts"]), got(cache, "users", ["users"])]).toEqual(["miss", "users"]);
    tx.write("all");
    expect(got(tx, "posts", ["posts"])).toBe("bypass");
    await tx.commit(nothing);
    expect(got(cache, "users", ["users"])).toBe("miss");
  });

  test("does not put what it read of a table that it has written since: its write may have come first", () => {
    const cache = make();
    const tx = cache.begin({ isolation: "read-committed" });
    const [users, posts] = [missed(tx, "users", ["users"]), missed(tx, "posts", ["posts"])];
    tx.write(["users"]);
    tx.rollback();
    expect([users.put("never committed"), posts.put("posts")]).toEqual([false, true]);
  });

  test("that is rolled back publishes nothing, nor does one that is dropped", () => {
    const cache = make();
    put(cache, "users", ["users"]);
    for (const end of ["rollback", "nothing"]) {
      const tx = cache.begin({ isolation: "snapshot" });
      tx.write(["users"]);
      if (end === "rollback") tx.rollback();
    }
    expect(got(cache, "users", ["users"])).toBe("users");
    expect(cache.statistics.invalidations).toBe(0);
  });

  test.each([
    ["fulfils", nothing],
    ["rejects", lost],
  ])(
    "has its tables in doubt while its commit runs, and nothing of before it is given when that %s",
    async (_, end) => {
      const cache = make();
      put(cache, "users", ["users"]);
      const tx = cache.begin({ isolation: "read-committed" });
      tx.write(["users"]);
      const sent = Promise.withResolvers<void>();
      const commit = tx.commit(async () => {
        await sent.promise;
        return end();
      });
      expect(put(cache, "users", ["users"])).toBe(false);
      sent.resolve();
      expect((await Promise.allSettled([commit]))[0]?.status).toBe(end === lost ? "rejected" : "fulfilled");
      expect([got(cache, "users", ["users"]), put(cache, "users", ["users"])]).toEqual(["miss", true]);
    },
  );

  test("that may yet be committed, its connection being lost, keeps its tables in doubt", async () => {
    for (const tables of [["users"], "all"] as const) {
      const cache = make();
      const tx = cache.begin({ isolation: "read-committed" });
      tx.write(tables);
      await expect(tx.commit(lost, () => new Promise(() => {}))).rejects.toThrow("lost");
      expect(put(cache, "users", ["users"])).toBe(false);
    }
  });

  test("read committed: is given what others have committed since it began, and gives what it read", async () => {
    const cache = make();
    const tx = cache.begin({ isolation: "read-committed" });
    await cache.write(["users"], nothing);
    put(cache, "users", ["users"]);
    expect(got(tx, "users", ["users"])).toBe("users");
    expect(put(tx, "posts", ["posts"])).toBe(true);
    expect(got(cache, "posts", ["posts"])).toBe("posts");
  });

  test("snapshot: neither is given nor gives anything of a table that was written since it began", async () => {
    const cache = make();
    const sent = Promise.withResolvers<void>();
    const write = cache.write(["tags"], () => sent.promise);
    const tx = cache.begin({ isolation: "snapshot" });
    tx.snapshotTaken();
    sent.resolve();
    await write;
    await cache.write(["users"], nothing);
    for (const table of ["users", "posts", "tags"]) put(cache, table, [table]);
    expect(["users", "posts", "tags"].map((table) => got(tx, table, [table]))).toEqual(["miss", "posts", "miss"]);
    expect(put(tx, "old users", ["users"])).toBe(false);
    expect([put(tx, "new", ["pages"]), got(cache, "new", ["pages"])]).toEqual([true, "new"]);
    expect(got(cache, "users", ["users"])).toBe("users");
  });

  test("snapshot: has no hit before there is a snapshot, with which it would have to agree", async () => {
    const cache = make();
    put(cache, "users", ["users"]);
    const [silent, reading, told] = [0, 1, 2].map(() => cache.begin({ isolation: "snapshot" }));
    if (silent === undefined || reading === undefined || told === undefined) throw new Error("three");
    const fill = missed(reading, "posts", ["posts"]);
    expect(got(reading, "users", ["users"])).toBe("miss");
    fill.put("posts");
    told.snapshotTaken();
    expect([silent, reading, told].map((tx) => got(tx, "users", ["users"]))).toEqual(["miss", "users", "users"]);
  });

  test("serializable, or what is not known: is given nothing, and gives what was not written since it began", () => {
    const cache = make();
    put(cache, "users", ["users"]);
    for (const isolation of ["serializable", "repeatable read" as "serializable"] as const) {
      const tx = cache.begin({ isolation });
      tx.snapshotTaken();
      expect([got(tx, "users", ["users"]), put(tx, isolation, ["posts"])]).toEqual(["miss", true]);
      expect(got(cache, isolation, ["posts"])).toBe(isolation);
    }
  });

  test.each(["commit", "rollback"] as const)("is over after its %s", async (end) => {
    const cache = make();
    const tx = cache.begin({ isolation: "snapshot" });
    const fill = missed(tx, "users", ["users"]);
    await tx[end](nothing);
    const over = expect.objectContaining({ code: "transaction-over" });
    expect(() => tx.read("users", ["users"])).toThrow(over);
    expect(() => tx.write(["users"])).toThrow(over);
    expect(() => tx.snapshotTaken()).toThrow(over);
    expect(() => tx.rollback()).toThrow(over);
    await expect(tx.commit(nothing)).rejects.toThrow(over);
    expect(fill.put("users")).toBe(true);
  });

  test("is over as soon as its commit begins", async () => {
    const tx = make().begin({ isolation: "read-committed" });
    const commit = tx.commit(nothing);
    expect(() => tx.write(["users"])).toThrow(/over/);
    await commit;
  });
});
