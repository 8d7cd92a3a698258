// @ts-check
import { intoVenv } from "./into-venv.mjs";

/** Our exporter behind nbconvert's and JupyterLab's own, so that a page exported by either shows every figure. */
export const nbconvert = intoVenv({
  name: "nbconvert",
  does: "telling nbconvert in .venv about our exporter",
  installer: "kernel-lib/dist/report/export/install-nbconvert.js",
  inputs: ["kernel-lib/dist/report/export/nbconvert-install.js", "kernel-lib/python/nbconvert"],
  output: ["etc", "jupyter", "jupyter_nbconvert_config.json"],
});
