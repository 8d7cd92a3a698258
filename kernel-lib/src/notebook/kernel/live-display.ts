import { randomUUID } from "node:crypto";
import { currentKernel } from "./kernel-api.js";
import { show } from "./show.js";
import { toBundle } from "./to-bundle.js";

/** The least time between two updates of a shown output, in milliseconds: at most four a second. */
const interval = 250;

/** An output that changes in place while a cell runs. */
export interface LiveDisplay {
  /** Shows `value` in place of the one before; of values that come too fast, the newest is shown. */
  update(value: unknown): void;
  /** Shows the last value (and `value`, if given) and stops. Rejects with what drawing it threw. */
  done(value?: unknown): Promise<void>;
}

/** A live output in the current cell, updated at most 4 times a second. Outside a kernel only the last value is printed. */
export function liveDisplay(displayId: string = randomUUID()): LiveDisplay {
  const kernel = currentKernel();
  let pending: { value: unknown } | null = null;
  let timer: NodeJS.Timeout | null = null;
  let shown = false;
  let lastAt = Number.NEGATIVE_INFINITY;
  let drawing: Promise<void> = Promise.resolve();

  const draw = (): void => {
    const next = pending;
    timer = null;
    if (!next) return;
    pending = null;
    lastAt = performance.now();
    drawing = drawing.then(async () => {
      if (!kernel) return show(next.value);
      kernel.display(await toBundle(next.value), { displayId, update: shown });
      shown = true;
    });
    drawing.catch(() => {}); // told by done()
  };
  return {
    update(value) {
      pending = { value };
      if (timer || !kernel) return;
      const wait = lastAt + interval - performance.now();
      if (wait <= 0) draw();
      else timer = setTimeout(draw, wait);
    },
    async done(...last) {
      if (last.length > 0) pending = { value: last[0] };
      if (timer) clearTimeout(timer);
      draw();
      await drawing;
    },
  };
}
