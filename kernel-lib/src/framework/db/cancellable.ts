import type { Connection, MaybePromise } from "./connection.js";

/**
 * Runs a statement of `connection`, and has it ended where the signal is aborted meanwhile. Ends only when nothing can be ended by mistake any more.
 * @throws the signal's reason; what `work` throws
 */
export async function cancellable<T>(
  connection: Connection,
  signal: AbortSignal,
  work: () => MaybePromise<T>,
): Promise<T> {
  signal.throwIfAborted();
  let cancelled: Promise<void> | undefined;
  const cancel = () => {
    cancelled = connection.cancel?.();
  };
  signal.addEventListener("abort", cancel, { once: true });
  try {
    return await work();
  } catch (error) {
    if (cancelled === undefined) throw error;
    throw signal.reason;
  } finally {
    signal.removeEventListener("abort", cancel);
    await cancelled;
  }
}
