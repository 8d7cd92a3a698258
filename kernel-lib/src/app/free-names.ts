import { type Node, parse } from "acorn";
import { analyze } from "eslint-scope";

/**
 * The names that an expression reads but does not define, apart from `exports`, whose members are given as "exports.x".
 * Sorted, each once. Linear in the length of the text.
 * @throws SyntaxError if the text is not one JavaScript expression
 */
export function freeNames(expression: string): string[] {
  const wrapped = `(${expression}\n)`;
  const program = parse(wrapped, { ecmaVersion: "latest", ranges: true, sourceType: "script" });
  if (program.body.length !== 1 || program.body[0]?.type !== "ExpressionStatement")
    throw new SyntaxError("not one expression");
  const scopes = analyze(program as never, { ecmaVersion: 2024, sourceType: "script" });
  const found = new Set<string>();
  for (const { identifier } of scopes.globalScope?.through ?? []) {
    const { name } = identifier as { name: string };
    const end = (identifier as unknown as Node).end;
    const member = name === "exports" ? /^\s*\.\s*([A-Za-z_$][\w$]*)/.exec(wrapped.slice(end))?.[1] : undefined;
    found.add(member === undefined ? name : `exports.${member}`);
  }
  return [...found].sort();
}
