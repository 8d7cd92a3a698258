/** One cell that ran: the session is always this kernel's own, number 1. */
interface Entry {
  readonly line: number;
  readonly source: string;
}

/** What this kernel ran, for `history_request`. */
export class RequestHistory {
  readonly #entries: Entry[] = [];

  add(line: number, source: string): void {
    this.#entries.push({ line, source });
  }

  /** The answer to a `history_request`: `tail`, `range` or `search` (with `*` and `?`). Outputs are not kept. */
  answer(request: Readonly<Record<string, unknown>>): {
    readonly history: readonly (readonly [number, number, string])[];
  } {
    const { hist_access_type: access, n, start = 0, stop, pattern = "*" } = request;
    let found: readonly Entry[] = this.#entries;
    if (access === "range")
      found = found.filter(({ line }) => line >= Number(start) && (stop == null || line < Number(stop)));
    if (access === "search") {
      const glob = String(pattern)
        .replace(/[\\^$+.()|[\]{}]/g, "\\$&")
        .replace(/\*/g, "[^]*")
        .replace(/\?/g, "[^]");
      const matches = new RegExp(`^${glob}$`);
      found = found.filter(({ source }) => matches.test(source));
    }
    if (access !== "range" && typeof n === "number") found = found.slice(-n);
    return { history: found.map(({ line, source }) => [1, line, source] as const) };
  }
}
