import type { Finding } from "./finding.js";

/** What was written to stdout and stderr while calls were timed, in characters. */
export function output(characters: number): readonly Finding[] {
  if (characters === 0) return [];
  const text = `it wrote ${characters} characters to stdout or stderr while calls were timed: printing is timed too`;
  return [{ guard: "prints", text, voids: false }];
}
