import type { Converter } from "./converter.js";
import { anything, type Expression, segmentPart, text as textExpression } from "./language/expression.js";

/** One piece of a pattern. */
export type Part = TextPart | ParamPart | RestPart;

export interface TextPart {
  readonly kind: "text";
  readonly text: string;
}

/** A param of a segment or of a part of one. */
export interface ParamPart {
  readonly kind: "param";
  readonly name: string;
  /** What it takes, as written; null: anything but a slash. */
  readonly source: string | null;
  readonly expression: Expression;
  readonly converter: Converter<unknown> | null;
}

/** A wildcard. */
export interface RestPart {
  readonly kind: "rest";
  readonly name: string;
}

/** What a pattern's segment is: plain text, one param, several pieces, or a wildcard. */
export type Segment =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "param"; readonly param: ParamPart }
  | { readonly kind: "pieces"; readonly parts: readonly (TextPart | ParamPart)[] }
  | { readonly kind: "rest"; readonly name: string };

/** The texts that a part takes. */
export const expressionOf = (part: Part): Expression =>
  part.kind === "text" ? textExpression(part.text) : part.kind === "rest" ? anything : part.expression;

/** A param that takes any segment. */
export const anyParam = (name: string): ParamPart => ({
  kind: "param",
  name,
  source: null,
  expression: segmentPart,
  converter: null,
});
