/** What a page collects while its notebooks are rendered: anchors that must be unique, figures, entries of the contents. */
export class PageParts {
  readonly headings: { readonly level: number; readonly id: string; readonly text: string }[] = [];
  readonly figures: {
    readonly id: string;
    readonly title: string;
    readonly family: string | null;
    readonly spec: unknown;
    /** Anchor of the notebook that it is in. */
    readonly notebook: string;
  }[] = [];
  /** Anchor of the notebook that is being rendered. */
  notebook = "";
  /** File name of each notebook of the page -> its anchor. */
  readonly notebooks = new Map<string, string>();
  readonly #used = new Set<string>();

  /** An anchor made from `wanted` that no other element of the page has. */
  anchor(wanted: string): string {
    const base =
      wanted
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N}]+/gu, "-")
        .replaceAll(/^-+|-+$/g, "") || "part";
    let [anchor, turn] = [base, 2];
    while (this.#used.has(anchor)) anchor = `${base}-${turn++}`;
    this.#used.add(anchor);
    return anchor;
  }
}
