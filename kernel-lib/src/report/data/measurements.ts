import { z } from "zod";
import { checkSchema } from "./check-schema.js";

const measurement = z
  .strictObject({
    /** The id that statistics name, "skeleton/kernel-info". */
    id: z.string().regex(/^[a-z0-9-]+\/[a-z0-9-]+$/),
    value: z.number(),
    unit: z.string().min(1),
    /** The run that measured it. */
    run: z.string().min(1),
    /** A 95 % interval, where one measurement is itself the result of many. */
    low: z.number().optional(),
    high: z.number().optional(),
  })
  .refine((one) => (one.low === undefined) === (one.high === undefined), "low and high come together");

/** A number that a run wrote about itself; several entries of one id are repeats. */
export interface Measurement extends z.infer<typeof measurement> {}

/** `measurements.json` of a run: `{ "schema": 1, "measurements": [{ id, value, unit, run, low?, high? }] }`. */
export const measurementsSchema = z.strictObject({ schema: z.literal(1), measurements: z.array(measurement) });

/** @throws LabError "measurements-invalid" naming `what` and the first fault. */
export function checkMeasurements(value: unknown, what: string): Measurement[] {
  return checkSchema(measurementsSchema, value, what, "measurements-invalid").measurements;
}
