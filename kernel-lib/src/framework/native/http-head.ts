/** The head of an HTTP/1.x request, as it was sent. */
export interface HttpHead {
  /** As sent: methods are case-sensitive. */
  readonly method: string;
  /** As sent, neither decoded nor split; its bytes as Latin-1. */
  readonly target: string;
  /** Of HTTP/1.0 or HTTP/1.1. */
  readonly minorVersion: 0 | 1;
  /** Names and values in turn, in the order and case in which they were sent; values without white space around them, their bytes as Latin-1. */
  readonly headers: readonly string[];
  /** How many bytes the head takes, with its empty line: where the body begins. */
  readonly length: number;
}
