import type { Lookup } from "../../kernel-lib/src/framework/router/router.ts";

/** A lookup's result as one line: "/users/:id id=7", "405 GET,PUT", "400 id=%zz", "414 path 10", "404". */
export function lineOf(result: Lookup<string, Record<string, unknown>>): string {
  switch (result.kind) {
    case "found":
      return [result.handler, ...Object.entries(result.params).map(([name, value]) => `${name}=${value}`)].join(" ");
    case "malformed":
      return `400 ${result.param}=${result.value}`;
    case "method-not-allowed":
      return `405 ${result.allow.join()}`;
    case "options":
      return `204 ${result.allow.join()}`;
    case "too-long":
      return `414 ${result.param ?? "path"} ${result.limit}`;
    case "not-found":
      return "404";
  }
}
