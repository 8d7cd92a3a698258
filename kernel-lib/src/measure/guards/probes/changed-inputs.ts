import type { Json } from "../../../base/json.js";

/** Objects that are looked at, nested ones included. */
const MOST = 10_000;

/**
 * How inputs that calls have used differ from those of the case file: in content, or in the way that the engine holds them (a `delete` makes an object
 * a dictionary, a fraction makes an array of whole numbers one of doubles), which changes what the next call costs. A sentence each; empty
 * where they do not differ.
 */
export function changedInputs(used: readonly Json[], pristine: readonly Json[]): readonly string[] {
  for (const [place, input] of pristine.entries())
    if (JSON.stringify(input) !== JSON.stringify(used[place]))
      return [`calls have changed input ${place}: later calls are given something else than the first`];
  const [here, there] = [describe(used), describe(pristine)];
  const place = here.findIndex((each, at) => each !== there[at]);
  return place < 0
    ? []
    : [`calls have changed how the engine holds an input: ${here[place]}, where the case file's is ${there[place]}`];
}

/** Each object's way of being held, in the order of a walk. */
function describe(inputs: readonly Json[]): readonly string[] {
  const kindOf = new Function(
    "value",
    `return Array.isArray(value)
      ? (%HasSmiElements(value) ? "an array of whole numbers" : %HasDoubleElements(value) ? "an array of doubles"
        : %HasDictionaryElements(value) ? "an array as a dictionary" : "an array of values") + (%HasHoleyElements(value) ? " with holes" : "")
      : %HasFastProperties(value) ? "an object with fixed properties" : "an object as a dictionary";`,
  ) as (value: object) => string;
  const found: string[] = [];
  const walk = (value: Json): void => {
    if (value === null || typeof value !== "object" || found.length >= MOST) return;
    found.push(kindOf(value));
    for (const each of Object.values(value)) walk(each as Json);
  };
  for (const input of inputs) walk(input);
  return found;
}
