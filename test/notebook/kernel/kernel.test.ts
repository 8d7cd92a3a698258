import { readFileSync } from "node:fs";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from "vitest";
import type { Message } from "../../../kernel-lib/src/notebook/protocol/message.ts";
import { freePorts } from "../../../kernel-lib/src/notebook/runner/free-ports.ts";
import { RunningKernel } from "../../../kernel-lib/src/notebook/runner/running-kernel.ts";
import { spec, testFolder } from "../notebook-file.ts";
import { type KernelTalk, openKernel, resultOf, streamOf, talkToKernel, typesOf } from "./kernel-talk.ts";

const versionOf = (name: string): string =>
  JSON.parse(readFileSync(new URL(`../../../node_modules/${name}/package.json`, import.meta.url), "utf8")).version;

/** Calls back at the first stream message of a cell: from then on it can be interrupted in its own code. */
const atFirstWord =
  (act: () => void) =>
  ({ header }: Message): void => {
    if (header.msg_type === "stream") act();
  };

describe("one kernel, asked many things", () => {
  let folder: string;
  let kernel: KernelTalk;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "covet-test-"));
    kernel = await openKernel(folder);
  });
  afterAll(async () => {
    await kernel?.close();
    await rm(folder, { recursive: true, force: true });
  });

  test("tells the versions that really run", async () => {
    const { reply } = await kernel.ask("kernel_info_request", {}, "control");
    expect(reply.content).toMatchObject({
      status: "ok",
      protocol_version: "5.3",
      implementation: "tslab",
      implementation_version: versionOf("tslab"),
      language_info: { name: "typescript", version: versionOf("@tslab/typescript-for-tslab"), file_extension: ".ts" },
      banner: expect.stringContaining(process.version),
    });
  });

  test("runs cells one after the other, and each tells when it runs", async () => {
    const sources = ["await new Promise((done) => setTimeout(done, 30)); 'a'", "'b'", "'c'"];
    const [a, b, c] = await Promise.all(sources.map((code) => kernel.run(code)));
    if (!a || !b || !c) throw new Error("three cells ran");
    expect([a, b, c].map(resultOf)).toEqual(["'a'", "'b'", "'c'"]);
    expect(typesOf(a)).toEqual(["execute_input", "execute_result"]);
    expect(b.iopub[0]?.content).toEqual({ execution_state: "busy" });
    const idle = a.iopub.at(-1)?.header.date ?? "";
    expect(Date.parse(b.iopub[0]?.header.date ?? "")).toBeGreaterThanOrEqual(Date.parse(idle));
  });

  test("aborts the cells that were sent before an error was known, and none after", async () => {
    const failing = "const until = Date.now() + 30; while (Date.now() < until); throw new Error('no')";
    const answers = await Promise.all([failing, "console.log('never')", "0"].map((code) => kernel.run(code)));
    expect(answers.map(({ reply }) => reply.content.status)).toEqual(["error", "aborted", "aborted"]);
    expect(answers[0]?.reply.content).toMatchObject({ ename: "Error", evalue: "no" });
    expect(answers[1] && streamOf(answers[1])).toBe("");
    const after = await kernel.run("console.log('runs')");
    expect(after.reply.content.status).toBe("ok");
    expect(streamOf(after)).toBe("runs\n");
  });

  test("aborts nothing where stop_on_error is off", async () => {
    const answers = await Promise.all([kernel.run("throw 1", { stop_on_error: false }), kernel.run("2")]);
    expect(answers.map(({ reply }) => reply.content.status)).toEqual(["error", "ok"]);
  });

  test("publishes nothing of a silent cell, and does not count it", async () => {
    const count = Number((await kernel.run("0")).reply.content.execution_count);
    const silent = await kernel.run("console.log('quiet'); var seen = 1; seen", { silent: true });
    expect(typesOf(silent)).toEqual([]);
    expect(silent.reply.content).toMatchObject({ status: "ok", execution_count: count });
    expect((await kernel.run("seen", { store_history: false })).reply.content.execution_count).toBe(count);
    expect((await kernel.run("seen")).reply.content.execution_count).toBe(count + 1);
  });

  test("answers an editor's questions", async () => {
    const { ask } = kernel;
    const source = "const router = { lookup: (path: string) => path.length }";
    const count = (await kernel.run(source)).reply.content.execution_count;
    const complete = await ask("complete_request", { code: "router.loo", cursor_pos: 10 });
    expect(complete.reply.content).toMatchObject({
      status: "ok",
      matches: ["lookup"],
      cursor_start: 7,
      cursor_end: 10,
    });
    const inspect = await ask("inspect_request", { code: "router.lookup", cursor_pos: 9, detail_level: 0 });
    expect(inspect.reply.content).toMatchObject({ status: "ok", found: true });
    expect(JSON.stringify(inspect.reply.content.data)).toContain("path: string");
    expect((await ask("is_complete_request", { code: "if (true) {" })).reply.content.status).toBe("incomplete");
    expect((await ask("is_complete_request", { code: "1 + 1" })).reply.content.status).toBe("complete");
    const comms = await ask("comm_info_request");
    expect(comms.reply).toMatchObject({
      header: { msg_type: "comm_info_reply" },
      content: { status: "ok", comms: {} },
    });
    const history = await ask("history_request", { hist_access_type: "search", pattern: "const*path*", n: 5 });
    expect(history.reply.content.history).toEqual([[1, count, source]]);
    const broken = await ask("complete_request", { cursor_pos: 1 });
    expect(broken.reply.content).toMatchObject({ status: "error", ename: "KernelError" });
  });

  test("keeps messages that nobody knows, and widgets, out of cells", async () => {
    const closed = Promise.withResolvers<Message>();
    const onIopub = (message: Message): void => {
      if (message.header.msg_type === "comm_close") closed.resolve(message);
    };
    const pending = { onReply: () => {}, onIopub };
    await kernel.client.send("shell", "comm_open", { comm_id: "c", target_name: "t", data: {} }, pending);
    await kernel.client.send("shell", "strange_request", {}, pending);
    expect((await closed.promise).content.comm_id).toBe("c");
    expect(typesOf(await kernel.run("2"))).toEqual(["execute_input", "execute_result"]);
    await vi.waitFor(() => expect(kernel.process.lastWords).toContain('type "strange_request" is not known'));
  });

  test("fires the cell's AbortSignal at interrupt_request, and goes on", async () => {
    const cell = await kernel.run(
      "const lab = (globalThis as any)[Symbol.for('covet.kernel')];\nlab.signal().addEventListener('abort', () => console.log('told'));\nconsole.log('in');\nawait new Promise(() => {})",
      {},
      atFirstWord(() => void kernel.client.send("control", "interrupt_request", {}, { onReply: () => {} })),
    );
    expect(cell.reply.content).toMatchObject({ status: "error", ename: "Interrupted" });
    expect(streamOf(cell)).toBe("in\ntold\n");
    expect((await kernel.run("1 + 1")).reply.content.status).toBe("ok");
  });

  test("breaks a loop at SIGINT, and does not mind one when idle", async () => {
    const cell = await kernel.run(
      "console.log('in'); for (;;) {}",
      {},
      atFirstWord(() => kernel.process.interrupt()),
    );
    expect(cell.reply.content).toMatchObject({ status: "error", ename: "Interrupted" });
    kernel.process.interrupt();
    expect((await kernel.run("'alive'")).reply.content.status).toBe("ok");
  });

  test("gives late output to the cell that started it", async () => {
    const first = await kernel.run(
      "const gate: { open?: () => void } = {}; new Promise<void>((go) => { gate.open = go }).then(() => console.log('late')); null",
    );
    const second = await kernel.run("gate.open!(); await new Promise((go) => setTimeout(go, 20)); console.log('own')");
    expect(streamOf(second)).toBe("own\n");
    expect(streamOf(first)).toBe("late\n"); // its handler still listens
  });

  test("tells an error that nobody caught, and goes on", async () => {
    const cell = await kernel.run(
      "setTimeout(() => { throw new Error('from nowhere') }, 1); await new Promise((go) => setTimeout(go, 50)); 'on'",
    );
    expect(cell.reply.content.status).toBe("ok");
    expect(streamOf(cell)).toMatch(/uncaughtException.*Error: from nowhere\n.*cell-\d+\.ts:1:26/s);
  });

  test("shows the cell's own lines also where a cell prints a stack itself", async () => {
    const cell = await kernel.run("interface Gone { a: 1 }\n\nconst e = new Error('mine');\ne.stack!.split('\\n')[1]");
    expect(resultOf(cell)).toMatch(/cell-\d+\.ts:3:11/);
  });

  test("is left with `show` and live displays of the library", async () => {
    const library = fileURLToPath(new URL("../../../kernel-lib/dist/notebook/kernel/", import.meta.url));
    await kernel.run(
      `const { show } = require(${JSON.stringify(`${library}show.js`)}), { liveDisplay } = require(${JSON.stringify(`${library}live-display.js`)});`,
    );
    const shown = await kernel.run("await show({ 'text/html': '<i>1</i>', 'application/json': [1] }); await show(7)");
    expect(
      shown.iopub.filter(({ header }) => header.msg_type === "display_data").map(({ content }) => content.data),
    ).toEqual([{ "text/html": "<i>1</i>", "application/json": [1] }, { "text/plain": "7" }]);
    const live = await kernel.run(
      "const l = liveDisplay('bar'); for (let i = 0; i < 500; i++) l.update(i); await l.done()",
    );
    const updates = live.iopub.filter(({ header }) => header.msg_type.endsWith("display_data"));
    expect(updates.map(({ header, content }) => [header.msg_type, content.data, content.transient])).toEqual([
      ["display_data", { "text/plain": "0" }, { display_id: "bar" }],
      ["update_display_data", { "text/plain": "499" }, { display_id: "bar" }],
    ]);
    const bad = await kernel.run("await show({ 'text/html': 3 })");
    expect(bad.reply.content).toMatchObject({ ename: "LabError", evalue: expect.stringContaining("text/html") });
  });
});

describe("the kernel ends", () => {
  test("when it is asked to, and says so", async () => {
    const { ask, process: kernel } = await talkToKernel();
    const { reply } = await ask("shutdown_request", { restart: true }, "control");
    expect(reply.content).toEqual({ status: "ok", restart: true });
    expect(await kernel.exited).toEqual({ code: 0, signal: null });
  });

  test("on SIGTERM in the middle of a cell", async () => {
    const { run, process: kernel } = await talkToKernel();
    const pid = Number(resultOf(await run("process.pid")));
    void run(
      "console.log('in'); await new Promise(() => {})",
      {},
      atFirstWord(() => process.kill(pid, "SIGTERM")),
    );
    expect(await kernel.exited).toEqual({ code: 143, signal: null });
  });
});

test("over TCP, a port that was taken is followed by others", async () => {
  const { ports } = (await talkToKernel("tcp")).process.connection;
  const tries: (readonly number[])[] = [];
  const choose = async (): Promise<readonly number[]> => {
    const chosen = tries.length === 0 ? Object.values(ports) : await freePorts(5);
    tries.push(chosen);
    return chosen;
  };
  const kernel = await RunningKernel.start({ spec, cwd: await testFolder(), transport: "tcp", ports: choose });
  try {
    expect(tries).toHaveLength(2);
    const reply = await kernel.execute("1", { cellId: "a", stopOnError: true, onIopub: () => {} });
    expect(reply.content.status).toBe("ok");
  } finally {
    await kernel.shutdown();
  }
});

test("where the temporary folder's path is too long for a socket, it is TCP", async () => {
  const long = join(await testFolder(), "x".repeat(80));
  await mkdir(long);
  vi.stubEnv("TMPDIR", long);
  onTestFinished(() => {
    vi.unstubAllEnvs();
  });
  const { process: kernel, run } = await talkToKernel();
  expect(kernel.connection.transport).toBe("tcp");
  expect(resultOf(await run("[process.env.JPY_PARENT_PID, process.env.COVET_HEADLESS]"))).toBe(
    "[ undefined, undefined ]",
  );
});

test("a program that is no kernel is told with what it said", async () => {
  const cwd = await testFolder();
  const start = (argv: readonly string[]) => RunningKernel.start({ spec: { ...spec, argv }, cwd });
  const talker = [process.execPath, "-e", "console.error('no kernel here'); process.exit(7)"];
  await expect(start(talker)).rejects.toMatchObject({
    code: "kernel-not-started",
    message: expect.stringMatching(/exit code 7.*no kernel here/s),
  });
  await expect(start(["/nonexistent/node"])).rejects.toMatchObject({ code: "kernel-not-started" });
});
