import { LabError } from "../../base/lab-error.js";

/** The five sockets between a kernel and its clients. */
export type Channel = "shell" | "iopub" | "stdin" | "control" | "hb";

/** The channels in the order in which a kernel binds them. */
export const channels: readonly Channel[] = ["hb", "shell", "control", "stdin", "iopub"];

/** A connection file: where a kernel binds its sockets, and the key that signs its messages. */
export interface Connection {
  readonly transport: "tcp" | "ipc";
  /** The address for `tcp`; the first part of the sockets' paths for `ipc`. */
  readonly ip: string;
  readonly key: string;
  readonly ports: Readonly<Record<Channel, number>>;
}

/** The ZeroMQ endpoint of one channel. */
export function endpoint(connection: Connection, channel: Channel): string {
  const { transport, ip, ports } = connection;
  return transport === "tcp" ? `tcp://${ip}:${ports[channel]}` : `ipc://${ip}-${ports[channel]}`;
}

/** The text of a connection file, as Jupyter's own clients read it. */
export function connectionFileText({ transport, ip, key, ports }: Connection): string {
  const fields: Record<string, unknown> = { transport, ip, key, signature_scheme: "hmac-sha256", kernel_name: "tslab" };
  for (const channel of channels) fields[`${channel}_port`] = ports[channel];
  return `${JSON.stringify(fields, null, 2)}\n`;
}

/**
 * Reads the text of a connection file; `file` is only named in errors.
 * @throws LabError `bad-connection-file` if it is not JSON, or a field is missing or of a kind that is not supported.
 */
export function readConnection(text: string, file: string): Connection {
  let fields: Record<string, unknown>;
  try {
    fields = JSON.parse(text);
  } catch (cause) {
    throw new LabError("bad-connection-file", `${file} is not JSON`, { data: { file }, cause });
  }
  const refuse = (field: string, expected: string): never => {
    throw new LabError(
      "bad-connection-file",
      `${file}: ${field} is ${JSON.stringify(fields[field])}, expected ${expected}`,
      {
        data: { file, field },
      },
    );
  };
  const { transport, ip, key, signature_scheme: scheme = "hmac-sha256" } = fields;
  if (transport !== "tcp" && transport !== "ipc") return refuse("transport", '"tcp" or "ipc"');
  if (typeof ip !== "string" || ip === "") return refuse("ip", "an address");
  if (typeof key !== "string") return refuse("key", "a string");
  if (key !== "" && scheme !== "hmac-sha256") return refuse("signature_scheme", '"hmac-sha256"');
  const port = (channel: Channel): number => {
    const value = fields[`${channel}_port`];
    if (!Number.isInteger(value) || Number(value) < 1 || Number(value) > 65535)
      return refuse(`${channel}_port`, "a port number");
    return Number(value);
  };
  return {
    transport,
    ip,
    key,
    ports: {
      hb: port("hb"),
      shell: port("shell"),
      control: port("control"),
      stdin: port("stdin"),
      iopub: port("iopub"),
    },
  };
}
