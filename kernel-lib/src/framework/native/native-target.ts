/**
 * The part of the binary's file name that says what it was built for ("linux-x64-gnu"), as `napi build --platform` writes it.
 * @param libc read on Linux only: "gnu" where the process runs on glibc, else "musl".
 */
export function nativeTarget(platform: NodeJS.Platform, arch: string, libc: "gnu" | "musl"): string {
  if (platform === "linux") return `linux-${arch}-${arch === "arm" ? `${libc}eabihf` : libc}`;
  if (platform === "win32") return `win32-${arch}-msvc`;
  return `${platform}-${arch}`;
}

/** The C library of this process. Costs a few milliseconds (it asks for a diagnostic report). */
export function currentLibc(): "gnu" | "musl" {
  // Node has the property since 22; @types/node 26.6 does not know it yet.
  const reporter: { excludeNetwork?: boolean; getReport(): object } = process.report;
  const before = reporter.excludeNetwork;
  // Otherwise the report looks up the names of open sockets, which can take seconds.
  reporter.excludeNetwork = true;
  try {
    const { header } = reporter.getReport() as { header?: { glibcVersionRuntime?: string } };
    return header?.glibcVersionRuntime === undefined ? "musl" : "gnu";
  } finally {
    reporter.excludeNetwork = before;
  }
}
