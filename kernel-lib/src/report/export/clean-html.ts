import sanitizeHtml from "sanitize-html";

const tags =
  "a abbr b bdi blockquote br caption cite code col colgroup dd del details dfn div dl dt em figcaption figure h1 h2 h3 h4 h5 h6 hr i img ins kbd li mark meter ol p pre q rp rt ruby s samp small span strong sub summary sup table tbody td tfoot th thead time tr u ul var wbr";

/** A picture inside the page; an SVG in an `img` runs no script. */
const picture = /^data:image\/(?:png|jpeg|gif|webp|svg\+xml)[;,]/;

const everywhere = ["title", "lang", "dir", "align", "aria-label", "data-caveat"];

/**
 * HTML that a notebook's output brought, made safe for a page: text structure, tables and data-URI pictures stay; scripts, styles, forms,
 * frames, SVG, event handlers, ids and classes go; links lead to http(s), mailto or inside the page only. Linear in the text.
 */
export function cleanHtml(html: string): string {
  return sanitizeHtml(html, {
    allowedTags: tags.split(" "),
    allowedAttributes: {
      "*": everywhere,
      a: ["href", "rel"],
      img: ["src", "alt", "width", "height"],
      td: ["colspan", "rowspan"],
      th: ["colspan", "rowspan", "scope"],
      col: ["span"],
      colgroup: ["span"],
      details: ["open"],
      ol: ["start", "type"],
      meter: ["value", "min", "max", "low", "high", "optimum"],
      time: ["datetime"],
    },
    allowedSchemes: ["http", "https", "mailto"],
    allowedSchemesByTag: { img: ["data"] },
    allowedSchemesAppliedToAttributes: ["href", "src", "cite"],
    allowProtocolRelative: false,
    disallowedTagsMode: "discard",
    nonTextTags: [
      "script",
      "style",
      "textarea",
      "option",
      "noscript",
      "iframe",
      "object",
      "svg",
      "math",
      "template",
      "title",
    ],
    transformTags: {
      a: (tagName, attribs) => ({ tagName, attribs: { ...attribs, rel: "noopener noreferrer" } }),
      img: (tagName, { src, ...attribs }) => {
        const shown: Record<string, string> = src !== undefined && picture.test(src) ? { src } : {};
        return { tagName, attribs: { alt: "picture without a description", ...attribs, ...shown } };
      },
    },
  });
}
