/** What set-up took just before this command; null where the command was started alone. */
export interface SetUpTime {
  readonly seconds: number;
  /** True if it had everything to do, as in a clean clone. */
  readonly whole: boolean;
}

/** Read from KERNEL_LIB_SET_UP_SECONDS and KERNEL_LIB_SET_UP_WHOLE, which set-up gives to the command that it starts. */
export function setUpTime(env: Readonly<Record<string, string | undefined>>): SetUpTime | null {
  const seconds = Number.parseFloat(env.KERNEL_LIB_SET_UP_SECONDS ?? "");
  return Number.isFinite(seconds) && seconds >= 0 ? { seconds, whole: env.KERNEL_LIB_SET_UP_WHOLE === "1" } : null;
}
