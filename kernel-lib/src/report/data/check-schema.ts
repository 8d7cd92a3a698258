import type { z } from "zod";
import { LabError } from "../../base/lab-error.js";

/**
 * Checks data against a schema and returns it typed.
 * @throws LabError `code` naming what was read, the place of the first fault in it and what was expected there.
 */
export function checkSchema<T>(schema: z.ZodType<T>, value: unknown, what: string, code: string): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const faults = result.error.issues.map((issue) => ({ at: issue.path.join("."), expected: issue.message }));
  const first = faults[0];
  throw new LabError(code, `${what}: at "${first?.at ?? ""}": ${first?.expected ?? "not as the schema says"}`, {
    data: { what, faults },
    cause: result.error,
  });
}
