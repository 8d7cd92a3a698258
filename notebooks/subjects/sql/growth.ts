import type { Body, CaseData, CaseInput, Json } from "kernel-lib";
import { buildBody } from "./bodies.ts";

/** Queries of so many conditions, one shape each: what construction costs against the size of a query. */
export const conditionCounts = [1, 10, 50, 100, 200] as const;

interface Input {
  readonly values: readonly number[];
}

const countOf = (name: string): number => Number(name.split("-").at(-1));

export function conditionsData(name: string): CaseData {
  const count = countOf(name);
  const inputs = Array.from(
    { length: 64 },
    (_, index): Input => ({
      values: Array.from({ length: count }, (_, place) => (index * 31 + place) % 997),
    }),
  );
  return { setup: null, inputs: inputs as unknown as Json[], expected: inputs.map(({ values }) => [...values]) };
}

export async function prepareCovetConditions(given: CaseInput): Promise<Body> {
  const { and, eq, integer, select, table } = await import("kernel-lib");
  const wide = table("wide", { id: integer("id").primaryKey(), value: integer("value") });
  const count = countOf(given.case);
  return buildBody(
    ({ values }: Input) => {
      if (values.length !== count) throw new Error(`${values.length} values for ${count} conditions`);
      return select({ id: wide.id })
        .from(wide)
        .where(and(...values.map((value) => eq(wide.value, value))));
    },
    (query) => query.compile("postgresql").values,
  );
}
