// Records the messages of a short session with stock tslab and with our launcher into fixtures/: node test/notebook/protocol/record-traffic.mjs
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Dealer, Subscriber } from "zeromq";
import { ownKernelspec } from "../../../kernel-lib/dist/notebook/kernel/kernelspec.js";
import { endpoint } from "../../../kernel-lib/dist/notebook/protocol/connection.js";
import { newMessage, newSpeaker } from "../../../kernel-lib/dist/notebook/protocol/new-message.js";
import { encodeMessage } from "../../../kernel-lib/dist/notebook/protocol/wire.js";
import { freePorts } from "../../../kernel-lib/dist/notebook/runner/free-ports.js";
import { KernelProcess } from "../../../kernel-lib/dist/notebook/runner/kernel-process.js";

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));
const tslab = path("../../../node_modules/tslab/bin/tslab");
const stock = { ...ownKernelspec(), argv: [process.execPath, tslab, "kernel", "--config-path", "{connection_file}"] };

for (const [name, spec] of Object.entries({ "stock-tslab": stock, launcher: ownKernelspec() })) {
  const cwd = path("../../..");
  const kernel = await KernelProcess.start({
    spec,
    cwd,
    env: process.env,
    transport: "tcp",
    ports: () => freePorts(5),
  });
  const { connection } = kernel;
  const shell = new Dealer({ linger: 0 });
  const iopub = new Subscriber({ linger: 0 });
  shell.connect(endpoint(connection, "shell"));
  iopub.connect(endpoint(connection, "iopub"));
  iopub.subscribe();
  const messages = [];
  const keep = (channel, direction, frames) =>
    messages.push({ channel, direction, frames: frames.map((frame) => Buffer.from(frame).toString("utf8")) });
  const idle = new Set();
  const listen = async () => {
    for await (const frames of iopub) {
      keep("iopub", "received", frames);
      if (frames.at(-1).toString().includes('"idle"')) idle.add(JSON.parse(frames.at(-3).toString()).msg_id);
    }
  };
  const listening = listen();
  const speaker = newSpeaker("runner");
  const ask = async (type, content) => {
    const message = newMessage(speaker, type, content);
    const frames = encodeMessage({ identities: [], message }, connection.key);
    keep("shell", "sent", frames);
    await shell.send(frames);
    keep("shell", "received", await shell.receive());
    while (!idle.has(message.header.msg_id)) await new Promise((resolve) => setTimeout(resolve, 10));
  };
  // Unrecorded questions until the subscriber is there: what is published before is lost to it.
  while (idle.size === 0) {
    const message = newMessage(speaker, "kernel_info_request", {});
    await shell.send(encodeMessage({ identities: [], message }, connection.key));
    await shell.receive();
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  messages.length = 0;
  const flags = { silent: false, store_history: true, user_expressions: {}, allow_stdin: false, stop_on_error: true };
  await ask("kernel_info_request", {});
  await ask("execute_request", { code: "const x = 1; console.log('naïve ✓')", ...flags });
  await ask("execute_request", { code: "x + 1", ...flags });
  await ask("execute_request", { code: "throw 'no'", ...flags });
  shell.close();
  iopub.close();
  await listening;
  await kernel.end();
  writeFileSync(path(`./fixtures/${name}.json`), `${JSON.stringify({ key: connection.key, messages }, null, 1)}\n`);
  console.log(name, messages.length);
}
