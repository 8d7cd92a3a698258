import type { Profile } from "../plan/profile.js";

/** Error of the whole family of claims. */
const FAMILY_WISE = 0.05;

/**
 * The error that look `place` (0, 1, 2 …) may spend on one claim: its share of 0.05 / m (Bonferroni over the claims, spending over the looks).
 * @throws RangeError where the profile has no such look.
 */
export function alphaOfLook(profile: Pick<Profile, "name" | "spending" | "claims">, place: number): number {
  const share = profile.spending[place];
  if (share === undefined) throw new RangeError(`profile "${profile.name}" has no look ${place}`);
  return (share * FAMILY_WISE) / profile.claims;
}
