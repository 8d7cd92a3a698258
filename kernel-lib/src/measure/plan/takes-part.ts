import type { ArmFunction } from "./plan.js";

/** True if an arm is meant for a case: it can prepare a body, and the case names it, or names none and the arm is no control. */
export const takesPart = (
  arm: { readonly name: string; readonly control?: boolean; readonly functions?: readonly ArmFunction[] },
  at: { readonly arms?: readonly string[] },
): boolean =>
  (arm.functions === undefined || arm.functions.includes("prepare")) &&
  (at.arms?.includes(arm.name) ?? arm.control !== true);
