/**
 * The harness's own references to the clocks, taken when this module is loaded: in an arm's process that is before the family file is, so
 * that an arm that replaces `performance.now` or `process.cpuUsage` changes nothing of what is measured of it.
 */

/** Milliseconds, monotonic, some 40 ns a read. */
export const now: () => number = performance.now.bind(performance);

const usage = process.cpuUsage.bind(process);

/** User and system time of all threads of this process so far, milliseconds. */
export function cpuMilliseconds(): number {
  const { user, system } = usage();
  return (user + system) / 1000;
}

const threadUsage = process.threadCpuUsage.bind(process);

/**
 * User and system time of this thread so far, milliseconds. Linux brings it up to date when the thread is switched or at a tick of 1 to 4 ms: exact
 * for a thread that slept meanwhile, of no use for short stretches of work.
 */
export function threadMilliseconds(): number {
  const { user, system } = threadUsage();
  return (user + system) / 1000;
}
