import { randomUUID } from "node:crypto";
import { createRequire } from "node:module";
import type { MimeBundle } from "../../base/displayable.js";
import { LabError } from "../../base/lab-error.js";

/** How a bundle is shown. */
export interface DisplayOptions {
  /** The name under which it can be replaced later. */
  readonly displayId?: string;
  /** True: replace what was shown under `displayId`. */
  readonly update?: boolean;
  /** MIME type -> hints for the front end. */
  readonly metadata?: Readonly<Record<string, unknown>>;
}

/** What the kernel offers to libraries in the process of its cells. */
export interface KernelApi {
  readonly version: 1;
  /** Shows a bundle in the cell that asks, or in the one that started it. Throws LabError `bad-bundle` if it is not one. */
  display(bundle: MimeBundle, options?: DisplayOptions): void;
  /** Fires when the cell that asks is interrupted. */
  signal(): AbortSignal;
  /** The cell that asks. On a stock tslab kernel, which does not tell, the count is 0 and the id null. */
  cell(): { readonly executionCount: number; readonly cellId: string | null };
}

/** Where the launcher leaves its API. */
export const kernelSymbol: unique symbol = Symbol.for("covet.kernel") as never;

interface TslabJupyter {
  readonly lastWriteDisplayData: ((content: unknown, update: boolean) => void) | null;
}

/**
 * The kernel in whose cell this code runs; null outside a kernel. On a stock tslab kernel it is made of what tslab offers.
 * @throws LabError `no-display` on a tslab kernel whose way to display cannot be found.
 */
export function currentKernel(): KernelApi | null {
  const global = globalThis as { [kernelSymbol]?: KernelApi; __tslab__?: unknown };
  const own = global[kernelSymbol];
  if (own) return own;
  return global.__tslab__ === undefined ? null : stockKernel();
}

let stock: KernelApi | undefined;

function stockKernel(): KernelApi {
  const jupyter = loadedTslab();
  stock ??= {
    version: 1,
    display(bundle, { displayId = randomUUID(), update = false, metadata = {} } = {}) {
      if (!jupyter.lastWriteDisplayData) throw noDisplay("it has not run a cell yet");
      jupyter.lastWriteDisplayData({ data: bundle, metadata, transient: { display_id: displayId } }, update);
    },
    signal() {
      const controller = new AbortController();
      process.once("SIGINT", () => controller.abort(new Error("the cell was interrupted")));
      return controller.signal;
    },
    cell: () => ({ executionCount: 0, cellId: null }),
  };
  return stock;
}

/** The copy of tslab that this kernel runs; another copy's way to display leads nowhere. */
function loadedTslab(): TslabJupyter {
  const { cache } = createRequire(import.meta.url);
  const path = Object.keys(cache).find((file) => /[\\/]tslab[\\/]dist[\\/]jupyter\.js$/.test(file));
  const jupyter = path === undefined ? undefined : (cache[path]?.exports as TslabJupyter | undefined);
  if (!jupyter || !("lastWriteDisplayData" in jupyter)) throw noDisplay("its module jupyter.js was not found");
  return jupyter;
}

function noDisplay(why: string): LabError {
  return new LabError("no-display", `this tslab kernel offers no way to display: ${why}`, {
    remedy: 'choose the kernel "TypeScript (tslab, Covet)", which set-up installs (npm run lab)',
  });
}
