/** The TypeScript twin of the native empty call: does nothing and returns 1. */
export function emptyCallTwin(): number {
  return 1;
}
