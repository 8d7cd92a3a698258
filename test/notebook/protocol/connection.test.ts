import fc from "fast-check";
import { expect, test } from "vitest";
import {
  type Connection,
  connectionFileText,
  endpoint,
  readConnection,
} from "../../../kernel-lib/src/notebook/protocol/connection.ts";

const port = fc.integer({ min: 1, max: 65535 });
const connection: fc.Arbitrary<Connection> = fc.record({
  transport: fc.constantFrom("tcp" as const, "ipc" as const),
  ip: fc.string({ minLength: 1 }),
  key: fc.string(),
  ports: fc.record({ hb: port, shell: port, control: port, stdin: port, iopub: port }),
});

test("a connection file brings back what was written", () => {
  fc.assert(
    fc.property(connection, (given) => {
      expect(readConnection(connectionFileText(given), "file")).toEqual(given);
    }),
  );
});

test("endpoints are what Jupyter's clients make of the same file", () => {
  const ports = { hb: 1, shell: 2, control: 3, stdin: 4, iopub: 5 };
  expect(endpoint({ transport: "tcp", ip: "127.0.0.1", key: "", ports }, "iopub")).toBe("tcp://127.0.0.1:5");
  expect(endpoint({ transport: "ipc", ip: "/tmp/k", key: "", ports }, "shell")).toBe("ipc:///tmp/k-2");
});

test.each([
  ["{", "not JSON"],
  ["{}", "transport"],
  ['{"transport":"udp","ip":"a","key":""}', "transport"],
  ['{"transport":"tcp","ip":"","key":""}', "ip"],
  ['{"transport":"tcp","ip":"a","key":"k","signature_scheme":"hmac-md5"}', "signature_scheme"],
  ['{"transport":"tcp","ip":"a","key":"k","hb_port":0}', "hb_port"],
])("%s is refused with the file and the field", (text, named) => {
  expect(() => readConnection(text, "/run/connection.json")).toThrow(new RegExp(`/run/connection.json.*${named}`));
});
