import { InvalidRouterOption } from "../errors/invalid-router-option.js";
import { standardConverters } from "./converter.js";
import { decode } from "./decode.js";
import { canGenerate } from "./generated/can-generate.js";
import { ConstraintFault, readConstraint } from "./language/read-constraint.js";
import type { PatternRules } from "./pattern.js";
import type { RouterOptions } from "./router.js";

/** The options of a router, checked, with their defaults. */
export interface RouterSettings extends PatternRules {
  readonly ignoreTrailingSlash: boolean;
  readonly longestPath: number;
  readonly longestParam: number;
  readonly headFromGet: boolean;
  readonly generateCode: boolean;
  readonly decode: (text: string) => string | null;
}

const longestPath = 131_072;

/** @throws InvalidRouterOption */
export function routerSettings(options: RouterOptions): RouterSettings {
  const flag = (name: keyof RouterOptions, otherwise: boolean): boolean => {
    const value = options[name] ?? otherwise;
    if (typeof value !== "boolean") throw new InvalidRouterOption(name, value, "true or false");
    return value;
  };
  const length = (name: keyof RouterOptions, otherwise: number): number => {
    const value = options[name] ?? otherwise;
    if (!(Number.isInteger(value) && Number(value) >= 1))
      throw new InvalidRouterOption(name, value, "a whole number of characters, 1 or more");
    return Number(value);
  };
  const path = length("longestPath", longestPath);
  if (options.decode !== undefined && typeof options.decode !== "function")
    throw new InvalidRouterOption("decode", options.decode, "a function from a text to a text or null");
  return {
    converters: { ...standardConverters, ...checkConverters(options.converters ?? {}) },
    ignoreCase: flag("ignoreCase", false),
    ignoreTrailingSlash: flag("ignoreTrailingSlash", false),
    ignoreDuplicateSlashes: flag("ignoreDuplicateSlashes", false),
    longestPath: path,
    longestParam: length("longestParam", path),
    headFromGet: flag("headFromGet", true),
    generateCode: flag("generateCode", true) && canGenerate(),
    decode: options.decode ?? decode,
  };
}

function checkConverters(converters: NonNullable<RouterOptions["converters"]>): typeof converters {
  for (const [name, converter] of Object.entries(converters)) {
    const option = `converters.${name}`;
    if (!/^[A-Za-z_]\w*$/.test(name) || name === "path" || Object.hasOwn(standardConverters, name))
      throw new InvalidRouterOption(option, name, "named by an identifier that is no standard type's");
    if (typeof converter?.parse !== "function" || typeof converter.pattern !== "string")
      throw new InvalidRouterOption(option, converter, "an object with a pattern and a function parse");
    try {
      readConstraint(converter.pattern);
    } catch (fault) {
      if (!(fault instanceof ConstraintFault)) throw fault;
      throw new InvalidRouterOption(`${option}.pattern`, converter.pattern, `a constraint (${fault.reason})`);
    }
  }
  return converters;
}
