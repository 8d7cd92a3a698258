/** True if an arm is meant for a case: the case names it, or names none and the arm is no control. */
export const takesPart = (
  arm: { readonly name: string; readonly control?: boolean },
  at: { readonly arms?: readonly string[] },
): boolean => at.arms?.includes(arm.name) ?? arm.control !== true;
