import { defineConfig } from "vitest/config";

/** The long properties: `npm run test:long -- --minutes N` hands over N as COVET_LONG_MINUTES; `test/holds.ts` shares them out. */
const minutes = Number(process.env.COVET_LONG_MINUTES ?? "5");

export default defineConfig({
  test: {
    include: [
      "test/**/*.long.test.ts",
      "test/framework/{router,cache,sql,db,orm}/**/*.test.ts",
      "test/native/**/*.test.ts",
    ],
    fileParallelism: false,
    testTimeout: (minutes + 5) * 60_000,
    hookTimeout: 120_000,
  },
});
