let answer: boolean | undefined;

/** Whether functions can be made from text: not with `--disallow-code-generation-from-strings`, nor in some hosts. */
export function canGenerate(): boolean {
  if (answer !== undefined) return answer;
  try {
    answer = new Function("return true")() === true;
  } catch (error) {
    if (!(error instanceof EvalError)) throw error;
    answer = false;
  }
  return answer;
}
