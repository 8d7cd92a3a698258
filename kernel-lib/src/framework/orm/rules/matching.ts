import type { Rule } from "./rule.js";

/**
 * Text that a regular expression finds a match in; anchor it (`^…$`) to have it match the whole. The flags `g` and `y`, which make an
 * expression remember where it was, are left out.
 * @param expects what such text is, to stand after "must be": "an e-mail address".
 */
export function matching(pattern: RegExp, expects: string): Rule<string> {
  const stateless = new RegExp(pattern.source, pattern.flags.replace(/[gy]/g, ""));
  return { name: "pattern", expects, accepts: (value) => stateless.test(value) };
}
