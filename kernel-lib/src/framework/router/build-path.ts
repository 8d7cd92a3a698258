import { InvalidPathParam } from "../errors/invalid-path-param.js";
import type { Converter } from "./converter.js";
import type { Part } from "./part.js";
import type { Pattern, ShapedSegment } from "./pattern.js";
import type { Shape } from "./shape.js";

/**
 * The path of a pattern with these params; `patterns` is what it was read as.
 * @throws InvalidPathParam
 */
export function buildPath(
  pattern: string,
  patterns: readonly Pattern[],
  params: Readonly<Record<string, unknown>>,
): string {
  const [whole, short] = patterns;
  const last = whole?.captures.at(-1)?.params.at(-1)?.name ?? "";
  const chosen = short !== undefined && params[last] === undefined ? short : whole;
  if (chosen === undefined) throw new RangeError("a pattern is read as one or two");
  const writer = new Writer(pattern, params);
  let path = "";
  for (const [index, segment] of chosen.segments.entries()) {
    if (segment.kind === "rest" && index < chosen.segments.length - 1) {
      const tail = chosen.steps.at(-1);
      if (tail?.kind === "tail") return `${path}/${writer.shape(tail.tail.shape)}`;
    }
    path += `/${writer.segment(segment)}`;
  }
  return path;
}

class Writer {
  readonly #pattern: string;
  readonly #params: Readonly<Record<string, unknown>>;

  constructor(pattern: string, params: Readonly<Record<string, unknown>>) {
    this.#pattern = pattern;
    this.#params = params;
  }

  segment(segment: ShapedSegment): string {
    switch (segment.kind) {
      case "text":
        return segment.text;
      case "rest":
        return this.#rest(segment.name);
      case "param": {
        const { name, converter } = segment.param;
        return this.#whole(name, this.#param(name, converter));
      }
      case "shape":
        return this.shape(segment.shape);
    }
  }

  /** The text of all its parts, if the shape reads the same parts from it. */
  shape(shape: Shape): string {
    let text = "";
    const spans: number[] = [];
    for (const part of shape.parts) {
      const piece = this.#part(part);
      if (part.kind !== "text") spans.push(text.length, text.length + piece.length);
      text += piece;
    }
    const names = shape.parts.flatMap((part) => (part.kind === "text" ? [] : [part.name]));
    if (!shape.takes(text, 0, text.length))
      throw this.#refuse(names[0] ?? "", `makes "${text}", which it does not take`);
    const read = shape.capture(text, 0, text.length);
    const differs = spans.findIndex((place, index) => place !== read[index]);
    if (differs >= 0)
      throw this.#refuse(
        names[differs >> 1] ?? "",
        `would be read back from "${text}" as "${text.slice(read[differs & ~1], read[differs | 1])}"`,
      );
    if (names.length === 1 && shape.parts.length === 1) return this.#whole(names[0] ?? "", text);
    return text;
  }

  #part(part: Part): string {
    if (part.kind === "text") return part.text;
    return part.kind === "rest" ? this.#rest(part.name) : this.#param(part.name, part.converter);
  }

  /** A value as it stands in a path. */
  #param(name: string, converter: Converter<unknown> | null): string {
    const text = this.#textOf(name, converter);
    if (text === "") throw this.#refuse(name, "is empty");
    return this.#encode(name, text);
  }

  #rest(name: string): string {
    return this.#textOf(name, null)
      .split("/")
      .map((segment) => this.#whole(name, this.#encode(name, segment)))
      .join("/");
  }

  #textOf(name: string, converter: Converter<unknown> | null): string {
    const value = Object.hasOwn(this.#params, name) ? this.#params[name] : undefined;
    if (value === undefined) throw this.#refuse(name, "is missing");
    if (converter?.format !== undefined) return converter.format(value);
    if (converter === null && typeof value !== "string" && typeof value !== "number")
      throw this.#refuse(name, `is ${String(value)}, which is neither a string nor a number`);
    return String(value);
  }

  #encode(name: string, text: string): string {
    if (!text.isWellFormed()) throw this.#refuse(name, "holds half a surrogate pair");
    return encodeURIComponent(text);
  }

  /** Clients and servers resolve "." and ".." before any router sees them. */
  #whole(name: string, segment: string): string {
    if (segment === "." || segment === "..")
      throw this.#refuse(name, `is "${segment}", which clients take away from paths`);
    return segment;
  }

  #refuse(name: string, reason: string): InvalidPathParam {
    return new InvalidPathParam(this.#pattern, name, this.#params[name], reason);
  }
}
