import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { LabError } from "../../base/lab-error.js";
import type { Kernelspec } from "../kernel/kernelspec.js";

const schema = z.object({
  argv: z.array(z.string()).min(1),
  display_name: z.string(),
  language: z.string(),
  interrupt_mode: z.enum(["signal", "message"]).default("signal"),
  env: z.record(z.string(), z.string()).default({}),
  metadata: z.record(z.string(), z.unknown()).default({}),
});

/**
 * The kernelspec of that name installed under a Python environment, or null where there is none.
 * @throws LabError `bad-kernelspec` if it is there and cannot be read.
 */
export function findKernelspec(name: string, { prefix }: { readonly prefix: string }): Kernelspec | null {
  const file = join(prefix, "share", "jupyter", "kernels", name, "kernel.json");
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (cause) {
    if (cause instanceof Error && "code" in cause && (cause.code === "ENOENT" || cause.code === "ENOTDIR")) return null;
    throw bad(file, cause);
  }
  try {
    return schema.parse(JSON.parse(text));
  } catch (cause) {
    throw bad(file, cause);
  }
}

function bad(file: string, cause: unknown): LabError {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new LabError("bad-kernelspec", `${file} cannot be used: ${why}`, {
    remedy: "delete it and run set-up again (npm start), which writes it",
    data: { file },
    cause,
  });
}
