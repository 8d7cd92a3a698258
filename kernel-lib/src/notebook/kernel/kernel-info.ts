import type { KernelInfo } from "../protocol/contents.js";
import { protocolVersion } from "../protocol/message.js";
import { tslabVersions } from "./tslab.js";

/** What the kernel says of itself, with the versions that really run. */
export function kernelInfo(): KernelInfo {
  const { tslab, typescript } = tslabVersions();
  return {
    protocol_version: protocolVersion,
    implementation: "tslab",
    implementation_version: tslab,
    language_info: {
      name: "typescript",
      version: typescript,
      mimetype: "text/typescript",
      file_extension: ".ts",
      // As tslab has it: `mode` is what JupyterLab reads, `name` and `typescript` what the older notebook reads.
      codemirror_mode: { mode: "typescript", name: "javascript", typescript: true },
    },
    banner: `TypeScript ${typescript} (tslab ${tslab}, Covet) on Node ${process.version}`,
  };
}
