/** The text of a set operation that has an order, with its rows made first and put in order then: `select * from (…) order by …`. Any other text as it is. */
export function orderedLast(text: string): string {
  const outermost = atDepthZero(text);
  const at = outermost.lastIndexOf(" order by ");
  if (at < 0 || !/ (union|union all|intersect|except) select /.test(outermost)) return text;
  return `select * from (${text.slice(0, at)})${text.slice(at)}`;
}

/** The same with all that stands in parentheses blotted out. */
function atDepthZero(text: string): string {
  let depth = 0;
  return Array.from({ length: text.length }, (_, at) => {
    const character = text[at] ?? "";
    if (character === ")") depth--;
    const shown = depth === 0 ? character : "_";
    if (character === "(") depth++;
    return shown;
  }).join("");
}
