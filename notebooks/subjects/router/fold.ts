import type { Json } from "kernel-lib";

/** What a miss folds to. */
export const miss = -1;

export type Values = Readonly<Record<string, string | undefined>>;

/** A route and its params as one number: cheap, and wrong if the route is wrong or a value is left out. */
export function foldOf(route: number, params: Values | undefined): number {
  let sum = route;
  for (const name in params) sum += params[name]?.length ?? 0;
  return sum;
}

/** What a lookup's answer folds to; that of the control, which cuts a string and looks nothing up, to the string's length. */
export function foldOfAnswer(answer: Json): number {
  if (answer === null) return miss;
  if (typeof answer !== "object" || Array.isArray(answer)) throw new TypeError("not a lookup's answer");
  const { route, params, length } = answer as Record<string, Json>;
  return typeof length === "number" ? length : foldOf(route as number, params as Record<string, string>);
}
