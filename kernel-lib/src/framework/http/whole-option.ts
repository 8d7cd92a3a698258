import { InvalidServerOption } from "../errors/invalid-server-option.js";

/** The option, checked. @throws InvalidServerOption if it is no whole number from `least` to `most`. */
export function wholeOption(option: string, value: number, least: number, most = Number.MAX_SAFE_INTEGER): number {
  if (Number.isSafeInteger(value) && value >= least && value <= most) return value;
  const range = most === Number.MAX_SAFE_INTEGER ? `of ${least} or more` : `from ${least} to ${most}`;
  throw new InvalidServerOption(option, value, `a whole number ${range}`);
}
