import { describe } from "vitest";
import { createManagedCache } from "../../../kernel-lib/src/framework/cache/create-managed-cache.ts";
import { cacheConformance, lruConformance, type MakeCache } from "../../conformance/cache.ts";

/** A use of everything that leaves the entries as they would be without it. */
const make: MakeCache = <Key, Value>(options: { readonly capacity: number }) =>
  createManagedCache<Key, Value>({
    ...options,
    maxWeight: 1e12,
    weigh: () => 3,
    ttl: 1_000,
    sliding: true,
    staleFor: 1_000,
    onRefreshError: () => {},
    clock: () => 0,
  });

describe("managed, with no options", () => {
  cacheConformance(createManagedCache);
  lruConformance(createManagedCache);
});

describe("managed, with all options", () => {
  cacheConformance(make);
  lruConformance(make);
});

describe("managed, S3-FIFO", () => {
  cacheConformance((options) => createManagedCache({ ...options, policy: "s3-fifo" }));
});
