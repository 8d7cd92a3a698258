import { createHash } from "node:crypto";
import { MigrationFailed } from "../errors/migration-failed.js";
import { MigrationRefused } from "../errors/migration-refused.js";
import { boolean, integer, text } from "../sql/column-builder.js";
import { insert } from "../sql/insert.js";
import { eq } from "../sql/operators/comparison.js";
import type { CompiledQuery, Query } from "../sql/query.js";
import { remove } from "../sql/remove.js";
import { createTable } from "../sql/schema.js";
import { select } from "../sql/select.js";
import { table } from "../sql/table.js";
import { update } from "../sql/update.js";
import type { Connection, MaybePromise } from "./connection.js";
import { decodeRows } from "./decode-rows.js";
import type { MigrateOptions, Migration, MigrationStep } from "./migration.js";

/** What was applied, in this order; `done` is false while it is, and stays so where the engine could not undo a failed one. */
const applied = table("covet_migrations", {
  name: text("name").primaryKey(),
  place: integer("place"),
  checksum: text("checksum"),
  done: boolean("done"),
});

interface Compiled {
  readonly name: string;
  readonly up: readonly CompiledQuery[];
  readonly down: readonly CompiledQuery[];
  readonly checksum: string;
}

interface Step {
  readonly migration: Compiled;
  readonly place: number;
  readonly direction: "up" | "down";
}

/**
 * Applies and undoes migrations on a connection that nobody else uses; one process at a time does so. Where the engine can undo changes of the schema, all are one transaction.
 * @param onLost called where the connection must not be used any more
 * @throws MigrationRefused, MigrationFailed
 */
export async function runMigrations(
  connection: Connection,
  migrations: readonly Migration[],
  { to, dryRun = false }: MigrateOptions,
  onLost: () => void,
): Promise<MigrationStep[]> {
  const { dialect, undoesSchemaChanges } = connection;
  const compile = (query: Query<unknown>) => query.compile(dialect);
  const list = migrations.map(({ name, up, down }): Compiled => {
    const compiled = { name, up: up.map(compile), down: down.map(compile) };
    return { ...compiled, checksum: checksumOf(compiled) };
  });
  checkNames(list);
  const target = targetOf(list, to);
  await connection.lock?.();
  try {
    if (undoesSchemaChanges) await connection.begin({});
    try {
      const steps = stepsTo(target, list, await readApplied(connection, dryRun && !undoesSchemaChanges));
      if (!dryRun) for (const step of steps) await take(connection, step);
      if (undoesSchemaChanges) {
        if (dryRun) await connection.rollback();
        else await connection.commit();
      }
      return steps.map(({ migration, direction }) => ({
        name: migration.name,
        direction,
        statements: migration[direction].map(({ text: statement }) => statement),
      }));
    } catch (error) {
      if (undoesSchemaChanges) await orLost(() => connection.rollback(), onLost);
      throw error;
    }
  } finally {
    await orLost(() => connection.unlock?.(), onLost);
  }
}

/** What went wrong before is what the caller must see: a connection that cannot be put in order is given up, and with it its transaction and lock. */
async function orLost(step: () => MaybePromise<void> | undefined, onLost: () => void): Promise<void> {
  try {
    await step();
  } catch {
    onLost();
  }
}

/** Text and values of all statements: what has the same does the same. */
const checksumOf = ({ up, down }: Pick<Compiled, "up" | "down">): string =>
  createHash("sha256")
    .update(
      JSON.stringify(
        [up, down].map((side) => side.map(({ text: statement, values }) => [statement, values])),
        (_, value) => (typeof value === "bigint" ? `${value}n` : value),
      ),
    )
    .digest("hex");

function checkNames(list: readonly Compiled[]): void {
  const names = new Set<string>();
  for (const { name } of list) {
    if (name.length < 1 || name.length > 255)
      throw new MigrationRefused(name, "has a name of another length than 1 to 255", "Rename it.");
    if (names.has(name)) throw new MigrationRefused(name, "is in the list twice", "Rename one of the two.");
    names.add(name);
  }
}

/** How many of the list are to be applied. */
function targetOf(list: readonly Compiled[], to: string | null | undefined): number {
  if (to === undefined) return list.length;
  if (to === null) return 0;
  const place = list.findIndex(({ name }) => name === to);
  if (place < 0) throw new MigrationRefused(to, "is not in the list", "Name one of the list, or null for none.");
  return place + 1;
}

interface Applied {
  readonly name: string;
  readonly checksum: string;
  readonly done: boolean;
}

/** @param looking where no table may be made: without one, nothing was applied */
async function readApplied(connection: Connection, looking: boolean): Promise<Applied[]> {
  const { dialect } = connection;
  if (!looking) await connection.run(createTable(applied, { ifNotExists: true }).compile(dialect));
  const query = select({ name: applied.name, checksum: applied.checksum, done: applied.done })
    .from(applied)
    .orderBy(applied.place)
    .compile(dialect);
  try {
    return decodeRows<Applied>(query, await connection.all(query));
  } catch (error) {
    if (looking && (error as { readonly kind?: unknown }).kind === "unknown-name") return [];
    throw error;
  }
}

/** @throws MigrationRefused where what was applied is not the beginning of the list */
function stepsTo(target: number, list: readonly Compiled[], done: readonly Applied[]): Step[] {
  for (const [place, { name, checksum, done: whole }] of done.entries()) {
    if (!whole)
      throw new MigrationRefused(
        name,
        "was begun once, and failed",
        "Undo by hand what it did, and delete its row from the table covet_migrations.",
      );
    const listed = list[place];
    if (listed?.name !== name) {
      const known = list.some((one) => one.name === name);
      throw new MigrationRefused(
        name,
        known ? "was applied before another one that now stands before it" : "was applied, and is not in the list",
        "Append new migrations to the end of the list, and leave those that were applied as they are.",
      );
    }
    if (listed.checksum !== checksum)
      throw new MigrationRefused(
        name,
        "was changed after it was applied",
        "Put it back as it was, and write another migration.",
      );
  }
  const steps: Step[] = [];
  const at = (place: number, direction: Step["direction"]) => {
    const migration = list[place];
    if (migration !== undefined) steps.push({ migration, place, direction });
  };
  for (let place = done.length - 1; place >= target; place--) at(place, "down");
  for (let place = done.length; place < target; place++) at(place, "up");
  return steps;
}

async function take(connection: Connection, { migration, place, direction }: Step): Promise<void> {
  const { name, checksum } = migration;
  const { dialect, undoesSchemaChanges } = connection;
  const begun =
    direction === "up"
      ? insert(applied).values({ name, place, checksum, done: false })
      : update(applied).set({ done: false }).where(eq(applied.name, name));
  await connection.run(begun.compile(dialect));
  for (const [at, query] of migration[direction].entries())
    try {
      await connection.run(query);
    } catch (error) {
      throw new MigrationFailed({ name, direction, place: at, statement: query.text }, undoesSchemaChanges, error);
    }
  const ended =
    direction === "up"
      ? update(applied).set({ done: true }).where(eq(applied.name, name))
      : remove(applied).where(eq(applied.name, name));
  await connection.run(ended.compile(dialect));
}
