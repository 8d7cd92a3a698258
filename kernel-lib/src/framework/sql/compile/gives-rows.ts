/** Strings, quoted names, dollar-quoted text and comments: words in them are not the statement's. */
const quoted = /'(?:[^']|'')*'|"(?:[^"]|"")*"|\$(\w*)\$[\s\S]*?\$\1\$|--[^\n]*|\/\*[\s\S]*?\*\//g;
const reading = /^(select|values|table|show|explain|pragma)$/;
const deciding = /^(select|values|insert|update|delete|merge)$/;

/**
 * Whether a raw statement gives rows: it begins with a word that reads, or has `returning`. After `with` the first of select, insert, update and delete
 * outside parentheses decides.
 */
export function givesRows(text: string): boolean {
  const bare = outermost(text.replaceAll(quoted, " ").toLowerCase());
  const words: readonly string[] = bare.match(/[a-z_]+/g) ?? [];
  if (words.includes("returning")) return true;
  const [first = ""] = words;
  if (first !== "with") return reading.test(first);
  return /^(select|values)$/.test(words.find((word) => deciding.test(word)) ?? "");
}

/** The text without what stands in parentheses; a statement that is wholly in parentheses is read as its inside. */
function outermost(text: string): string {
  const inside = text.trim().startsWith("(") ? text.trim().slice(1) : text;
  let depth = 0;
  let kept = "";
  for (const character of inside) {
    if (character === "(") depth++;
    else if (character === ")") depth = Math.max(0, depth - 1);
    else if (depth === 0) kept += character;
  }
  return kept;
}
