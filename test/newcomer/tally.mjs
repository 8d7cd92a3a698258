// @ts-check

/** Counts what held and what did not, and says each as it comes. */
export class Tally {
  passed = 0;
  failed = 0;

  /**
   * @param {boolean} held
   * @param {string} what
   * @param {string} [detail] shown where it did not hold
   */
  check(held, what, detail = "") {
    if (held) this.passed++;
    else this.failed++;
    const lines = detail.trim().split("\n").filter(Boolean);
    this.say(
      held || lines.length === 0
        ? `${held ? "ok    " : "FAILED"} ${what}`
        : `FAILED ${what}\n         ${lines.join("\n         ")}`,
    );
    return held;
  }

  /** @param {string} text */
  say(text) {
    process.stdout.write(`  ${text}\n`);
  }
}
