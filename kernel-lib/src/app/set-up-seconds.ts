/** Seconds that set-up took just before this command, as it says in KERNEL_LIB_SET_UP_SECONDS; null where the command was started alone. */
export function setUpSeconds(env: NodeJS.ProcessEnv): number | null {
  const seconds = Number.parseFloat(env.KERNEL_LIB_SET_UP_SECONDS ?? "");
  return Number.isFinite(seconds) && seconds >= 0 ? seconds : null;
}
