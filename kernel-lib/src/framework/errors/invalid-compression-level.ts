import { LabError } from "../../base/lab-error.js";

/** A level of compression that is not a whole number from 1 to 9. Code: "invalid-compression-level". */
export class InvalidCompressionLevel extends LabError {
  constructor(level: number) {
    super("invalid-compression-level", `There is no compression level ${level}.`, {
      remedy: "Give a whole number from 1 (least work) to 9 (least size); 6 is usual.",
      data: { level },
    });
  }
}
