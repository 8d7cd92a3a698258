import { LabError } from "../../base/lab-error.js";

/** The system refused the port or the address. Code "cannot-listen". */
export class CannotListen extends LabError {
  constructor(host: string, port: number, cause: Error & { readonly code?: string }) {
    super(
      "cannot-listen",
      `The server cannot listen on ${host}:${port}: ${reasons[cause.code ?? ""] ?? cause.message}.`,
      {
        remedy: "Choose another port (0 takes any free one) or an address of this machine.",
        data: { host, port, system: cause.code },
        cause,
      },
    );
  }
}

const reasons: Readonly<Record<string, string>> = {
  EADDRINUSE: "another program uses the port",
  EACCES: "this account may not use the port",
  EADDRNOTAVAIL: "this machine has no such address",
};
