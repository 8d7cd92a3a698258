const distinct = "select distinct ";

/** The text with what is distinct found in the finished rows: in the whole, and in each query that is a source. Such a query speaks of no other, so it may be put one level deeper. */
export function distinctLast(text: string): string {
  const at = text.startsWith(distinct) ? 0 : text.search(/(?<=(?:from|join) \()select distinct /);
  if (at < 0) return text;
  const end = endOf(text, at);
  const rest = (part: string) => distinctLast(part);
  const inner = `select ${rest(text.slice(at + distinct.length, end))}`;
  return `${text.slice(0, at)}select distinct * from (${inner}) as "whole"${rest(text.slice(end))}`;
}

/** Where the query that begins there ends: before the parenthesis that closes the one around it, or with the text. */
function endOf(text: string, start: number): number {
  let depth = 0;
  for (let at = start; at < text.length; at++) {
    if (text[at] === "(") depth++;
    else if (text[at] === ")" && --depth < 0) return at;
  }
  return text.length;
}
