/** Words that only a verdict may say. */
const verdictWords = /\b(faster|slower|quicker|no difference|no different)\b/giu;
/** A digit followed by a unit, %, x or "times". */
const measured =
  /\d[\d.,]*\s*(?:(?:ns|[µμu]s|ms|s|sec|seconds?|min|minutes?|hours?|percent|x|times|[kKMG]i?B|bytes|RPS|req\/s|ops\/s|requests\/s|ops\/sec)(?![\p{L}\d])|[%×])/gu;

/**
 * What a text says that only a measured value may say: numbers with a unit, %, x or "times", and the words of a verdict.
 * `allowed` lists texts that are names, not measurements ("P99", "O(log n)"); they are taken out first.
 * @returns the offending pieces in the order found; empty for a clean text. Linear in the text.
 */
export function findTypedNumbers(text: string, allowed: readonly string[] = []): string[] {
  const rest = allowed.reduce((kept, name) => kept.replaceAll(name, " "), text);
  return [...rest.matchAll(measured), ...rest.matchAll(verdictWords)]
    .sort((a, b) => a.index - b.index)
    .map((match) => match[0]);
}
