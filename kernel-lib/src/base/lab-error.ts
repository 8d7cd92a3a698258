/** What an error of this project carries beside its message. */
export interface LabErrorDetails {
  /** What the reader can do about it, as a sentence; shown after the message. */
  readonly remedy?: string;
  /** The failing values as data: file, cell, arm, case, option, pattern … */
  readonly data?: Readonly<Record<string, unknown>>;
  readonly cause?: unknown;
}

/**
 * The base of every error that this project throws on purpose.
 * `code` is stable and lower-case with dashes ("arm-answers-wrong"); programs decide on it, never on the message.
 */
export class LabError extends Error {
  readonly code: string;
  readonly remedy: string | undefined;
  readonly data: Readonly<Record<string, unknown>>;

  constructor(code: string, message: string, details: LabErrorDetails = {}) {
    super(
      details.remedy === undefined ? message : `${message}\n  Remedy: ${details.remedy}`,
      "cause" in details ? { cause: details.cause } : undefined,
    );
    this.name = new.target.name;
    this.code = code;
    this.remedy = details.remedy;
    this.data = details.data ?? {};
  }
}
