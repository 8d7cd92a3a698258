/** The part of sanitize-html that is used here; the package ships no types. */
declare module "sanitize-html" {
  interface Options {
    allowedTags: string[];
    allowedAttributes: Record<string, string[]>;
    allowedSchemes: string[];
    allowedSchemesByTag: Record<string, string[]>;
    allowedSchemesAppliedToAttributes: string[];
    allowProtocolRelative: boolean;
    disallowedTagsMode: "discard" | "escape";
    nonTextTags: string[];
    transformTags: Record<
      string,
      (tag: string, attributes: Record<string, string>) => { tagName: string; attribs: Record<string, string> }
    >;
  }
  export default function sanitizeHtml(html: string, options: Partial<Options>): string;
}
