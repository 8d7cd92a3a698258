import { isDeepStrictEqual } from "node:util";
import type { Json } from "../../base/json.js";
import { Wrong } from "./check-answers.js";

const shown = (value: unknown): string => {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 500 ? `${text.slice(0, 500)}…` : text;
};

/**
 * Checks what an arm came to: its answer equals the expected one as JSON, and its figures are a finite number for each metric, no more and no less.
 * @returns the figures, in the order of the metrics
 * @throws Wrong
 */
export function checkObservation(
  observed: unknown,
  {
    expected,
    metrics,
    scenario,
  }: { readonly expected: Json; readonly metrics: readonly string[]; readonly scenario: string },
): Readonly<Record<string, number>> {
  const { figures, answer } = (observed ?? {}) as { figures?: Readonly<Record<string, unknown>>; answer?: unknown };
  const text = JSON.stringify(answer);
  if (text === undefined || !isDeepStrictEqual(JSON.parse(text), expected))
    throw new Wrong({ what: "answer", input: scenario, expected, got: shown(answer) });
  const wrong = (got: string) => new Wrong({ what: "figures", input: scenario, expected: [...metrics], got });
  const names = Object.keys(figures ?? {});
  if (names.length !== metrics.length || !metrics.every((name) => names.includes(name))) throw wrong(shown(names));
  return Object.fromEntries(
    metrics.map((name) => {
      const value = figures?.[name];
      if (typeof value !== "number" || !Number.isFinite(value)) throw wrong(`${name}: ${String(value)}`);
      return [name, value];
    }),
  );
}
