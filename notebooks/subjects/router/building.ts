import type { Body, CaseInput, Json, Observation, ScenarioSpec } from "kernel-lib";
import { growthTable } from "../../../datasets/routes/growth-table.ts";
import { matchingPaths } from "../../../datasets/routes/paths.ts";
import type { RouteTable } from "../../../datasets/routes/table.ts";
import { heldBytes } from "../memory/held-bytes.ts";

interface Setup {
  /** Of these a router is built. */
  readonly large: RouteTable;
  /** Built before, so that the package is loaded and what is made once is made. */
  readonly small: RouteTable;
  /** Paths of the large table. */
  readonly paths: readonly string[];
  /** A static path of the small table, and one that it has no route for. */
  readonly hit: string;
  readonly miss: string;
}

const size = 10_000;
/** Few enough that the young generation holds what they allocate: a collection would give memory back meanwhile. */
const lookups = 5_000;
const warmUp = 20_000;

type Prepare = (given: CaseInput) => Body | Promise<Body>;

/** Bytes that one lookup allocates: the least of five counts, since something else may allocate meanwhile. */
function allocated(body: Body, path: string): number {
  const run = body.run as (path: string) => number;
  let sum = 0;
  for (let time = 0; time < warmUp; time++) sum += run(path);
  const counts = Array.from({ length: 5 }, () => {
    heldBytes();
    const before = process.memoryUsage().heapUsed;
    for (let time = 0; time < lookups; time++) sum += run(path);
    return (process.memoryUsage().heapUsed - before) / lookups;
  });
  if (!Number.isInteger(sum)) throw new Error("a lookup's fold is a whole number");
  // What is counted beside the lookups, a few bytes each, may come out below nothing.
  return Math.max(0, Math.min(...counts));
}

/** Builds a router of 10,000 routes once, as a server does when it starts, and weighs it. */
export async function observeBuilding(given: CaseInput, prepare: Prepare): Promise<Observation> {
  const { large, small, paths, hit, miss } = given.setup as unknown as Setup;
  const prepareOf = (table: RouteTable) => prepare({ ...given, setup: table as Json });
  const body = await prepareOf(small);
  const before = heldBytes();
  const began = process.hrtime.bigint();
  const built = await prepareOf(large);
  const answers = [built.answer(paths[0] as never)];
  const spent = Number(process.hrtime.bigint() - began);
  const held = heldBytes() - before;
  answers.push(...paths.slice(1).map((path) => built.answer(path as never)));
  return {
    figures: {
      build: spent / 1e6,
      heap: held / size,
      "allocated-hit": allocated(body, hit),
      "allocated-miss": allocated(body, miss),
    },
    answer: (await Promise.all(answers)) as Json,
  };
}

const metric = (name: string, title: string, unit: "ms" | "B", definition: string) =>
  ({ name, title, unit, better: "lower", definition }) as const;

/** What a large table costs before the first lookup, and what a lookup allocates. */
export const buildingScenario = (arms: readonly string[], small: () => RouteTable): ScenarioSpec => ({
  name: "building",
  title: "A router of 10,000 routes",
  arms,
  metrics: [
    metric(
      "build",
      "Building it",
      "ms",
      "Registering 10,000 routes of one shape and answering the first path, once, in a process that has built a router of a hundred routes before.",
    ),
    metric(
      "heap",
      "Heap a route",
      "B",
      "Used heap and external memory after two collections with that router less those without it, over its routes; the table itself was there before.",
    ),
    metric(
      "allocated-hit",
      "Allocated by a static hit",
      "B",
      "Growth of the used heap over 5,000 lookups of one static path of the source report's table, after 20,000 others, over their number; the least of five counts.",
    ),
    metric("allocated-miss", "Allocated by a miss", "B", "As for a static hit, of a path that no route matches."),
  ],
  data: () => {
    const large = growthTable(size);
    const { inputs, expected } = matchingPaths(large, () => true, 5, 9);
    const setup = { large, small: small(), paths: inputs, hit: "/users", miss: "/nothing/is/here" };
    return { setup: setup as unknown as Json, expected: expected as unknown as Json };
  },
});
