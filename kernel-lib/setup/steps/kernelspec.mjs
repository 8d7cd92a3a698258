// @ts-check
import { intoVenv } from "./into-venv.mjs";

/** Our kernel's entry in `.venv`, so that Jupyter finds it. */
export const kernelspec = intoVenv({
  name: "kernelspec",
  does: "telling Jupyter in .venv about our kernel",
  installer: "kernel-lib/dist/notebook/kernel/install-kernelspec.js",
  inputs: ["kernel-lib/dist/notebook/kernel/launcher.js"],
  output: ["share", "jupyter", "kernels", "tslab", "kernel.json"],
});
