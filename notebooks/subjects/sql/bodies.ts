import type { Body, CaseInput, Json } from "kernel-lib";
import { foldOfRows, foldOfValues, type Input, type Kind, kindOf, type Row } from "./data.ts";

/** A query of each kind, from the values of one call. */
export type Queries<Query> = Readonly<Record<Kind, (input: Input) => Query>>;

/** The case's query, as the arm builds it. */
export const queryOf = <Query>(given: CaseInput, queries: Queries<Query>): ((input: Input) => Query) =>
  queries[kindOf(given.case).kind];

/** A body that builds a query and compiles it; `compile` hands over the values that are bound. */
export const buildBody = <Query, Given = Input>(
  build: (input: Given) => Query,
  compile: (query: Query) => readonly unknown[],
): Body => ({
  run: (input: Given) => foldOfValues(compile(build(input))),
  answer: (input: Given) => [...compile(build(input))] as Json[],
});

/** A body that builds a query and executes it on one connection. */
export const executeBody = (
  execute: (input: Input) => Promise<readonly Row[]>,
  dispose: () => Promise<unknown>,
): Body => ({
  async: true,
  run: async (input: Input) => foldOfRows(await execute(input)),
  answer: async (input: Input) => (await execute(input)).map((row) => ({ ...row })),
  dispose: async () => {
    await dispose();
  },
});

/** The URL of the database that the queries are executed on. */
export function urlOf(given: CaseInput): string {
  const url = given.services.postgres ?? given.services.mariadb;
  if (url === undefined) throw new Error(`the case ${given.case} was given no database`);
  return url;
}

export const isOnMariadb = ({ services }: CaseInput): boolean => services.mariadb !== undefined;
