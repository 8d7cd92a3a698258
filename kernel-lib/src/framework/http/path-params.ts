/**
 * The params of a pattern, by name: `PathParams<"/users/:id/files/*path">` is `{ readonly id: string; readonly path: string }`,
 * that of an unnamed wildcard is `*`; a constraint is no part of the name. Of a pattern that is only known at run time: any names.
 */
export type PathParams<Pattern extends string> = string extends Pattern
  ? Readonly<Record<string, string>>
  : { readonly [Name in NamesOf<Pattern>]: string };

type NamesOf<Pattern extends string> = Pattern extends `${infer Segment}/${infer Rest}`
  ? NameOf<Segment> | NamesOf<Rest>
  : NameOf<Pattern>;

type NameOf<Segment extends string> = Segment extends `:${infer Name}(${string})`
  ? Name
  : Segment extends `:${infer Name}`
    ? Name
    : Segment extends "*"
      ? "*"
      : Segment extends `*${infer Name}`
        ? Name
        : never;
