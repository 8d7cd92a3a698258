import { LabError } from "../base/lab-error.js";

/** Edits (insert, delete, replace) between two words. O(a × b). */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (const [i, left] of [...a].entries()) {
    const next = [i + 1];
    for (const [j, right] of [...b].entries())
      next.push(Math.min((row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1, (row[j] ?? 0) + (left === right ? 0 : 1)));
    row = next;
  }
  return row[b.length] ?? 0;
}

/** The error for a name that is not known: it lists the known ones and says which is nearest. */
export function unknownName(code: string, kind: string, got: string, known: readonly string[]): LabError {
  const near = known.map((name) => ({ name, far: distance(got, name) })).sort((a, b) => a.far - b.far)[0];
  const meant = near !== undefined && near.far <= Math.max(2, got.length / 3) ? `; did you mean "${near.name}"?` : "";
  return new LabError(code, `there is no ${kind} "${got}"${meant}`, {
    data: { got, known },
    remedy: known.length === 0 ? `this result holds no ${kind}` : `use one of: ${known.join(", ")}`,
  });
}
