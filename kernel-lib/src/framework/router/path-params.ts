import type { StandardValues } from "./converter.js";
import type { Untyped } from "./router.js";

/**
 * The params of a pattern, by name: `PathParams<"/users/:id<int>/files/*path">` is `{ readonly id: number; readonly path: string }`,
 * that of an unnamed wildcard is `*`, an optional one may be undefined; a constraint is no part of the name. `Types` are the values of the router's own types, beside the
 * standard ones. Of a pattern that is only known at run time: any names.
 */
export type PathParams<Pattern extends string, Types extends object = Untyped> = string extends Pattern
  ? Readonly<Record<string, string>>
  : ParamsOf<ParamsIn<Pattern>, Types & StandardValues>;

/** A pattern whose types of params are all among `Types`, or stay texts; else a type that says which is not. */
export type KnownPattern<Pattern extends string, Types extends object> = string extends Pattern
  ? Pattern
  : Exclude<ParamsIn<Pattern>["type"], keyof Types | TextType> extends never
    ? Pattern
    : `a param's type is not one of the router's: ${Exclude<ParamsIn<Pattern>["type"], keyof Types | TextType> & string}`;

/** Types whose values are texts. */
type TextType = "text" | "uuid" | "path";

interface Param {
  readonly name: string;
  readonly type: string;
  readonly optional: boolean;
}

type ParamsOf<Each extends Param, Types> = {
  readonly [One in Each as One["optional"] extends true ? never : One["name"]]: ValueOf<One["type"], Types>;
} & {
  readonly [One in Each as One["optional"] extends true ? One["name"] : never]?: ValueOf<One["type"], Types>;
} extends infer Both
  ? { readonly [Name in keyof Both]: Both[Name] }
  : never;

type ValueOf<Type extends string, Types> = Type extends keyof Types ? Types[Type] : string;

type ParamsIn<Pattern extends string> = Pattern extends `${infer Segment}/${infer Rest}`
  ? ParamsInSegment<Segment> | ParamsIn<Rest>
  : ParamsInSegment<Pattern>;

type ParamsInSegment<Segment extends string> = Segment extends "*"
  ? Text<"*">
  : Segment extends `*${infer Name}`
    ? Text<Name>
    : ParamsAfter<Segment>;

type Text<Name extends string> = { name: Name; type: "text"; optional: false };

type ParamsAfter<Text extends string, Found extends Param = never> = Text extends `${string}:${infer Rest}`
  ? ReadName<Rest> extends [infer Name extends string, infer After extends string]
    ? After extends `<${infer Type}>${infer Then}`
      ? ParamsAfter<Then, Found | { name: Name; type: Type; optional: IsOptional<Then> }>
      : After extends `(${infer Inside}`
        ? ParamsAfter<
            AfterGroup<Inside>,
            Found | { name: Name; type: "text"; optional: IsOptional<AfterGroup<Inside>> }
          >
        : ParamsAfter<After, Found | { name: Name; type: "text"; optional: IsOptional<After> }>
    : Found
  : Found;

type IsOptional<Rest extends string> = Rest extends "?" ? true : false;

type CharactersOf<Text extends string> = Text extends `${infer First}${infer Then}`
  ? First | CharactersOf<Then>
  : never;
type NameCharacter = CharactersOf<"abcdefghijklmnopqrstuvwxyz_0123456789">;

/** The name at the beginning of a text, and what follows it. */
type ReadName<Rest extends string, Name extends string = ""> = Rest extends `${infer First}${infer Then}`
  ? Lowercase<First> extends NameCharacter
    ? ReadName<Then, `${Name}${First}`>
    : [Name, Rest]
  : [Name, Rest];

/** What follows the ")" that closes a group; `Depth` has one place for each group that is open within. */
type AfterGroup<Rest extends string, Depth extends readonly 0[] = []> = Rest extends ""
  ? ""
  : Rest extends `\\${infer Escaped}`
    ? AfterGroup<WithoutFirst<Escaped>, Depth>
    : Rest extends `[${infer Then}`
      ? AfterGroup<AfterClass<Then>, Depth>
      : Rest extends `(${infer Then}`
        ? AfterGroup<Then, [...Depth, 0]>
        : Rest extends `)${infer Then}`
          ? Depth extends readonly [0, ...infer Outer extends readonly 0[]]
            ? AfterGroup<Then, Outer>
            : Then
          : AfterGroup<WithoutFirst<Rest>, Depth>;

type AfterClass<Rest extends string> = Rest extends ""
  ? ""
  : Rest extends `\\${infer Escaped}`
    ? AfterClass<WithoutFirst<Escaped>>
    : Rest extends `]${infer Then}`
      ? Then
      : AfterClass<WithoutFirst<Rest>>;

type WithoutFirst<Text extends string> = Text extends `${infer _First}${infer Then}` ? Then : "";
