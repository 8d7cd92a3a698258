import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { ownKernelspec } from "../../../kernel-lib/src/notebook/kernel/kernelspec.ts";
import { loadTslab, requireOfTslab, tslabVersions } from "../../../kernel-lib/src/notebook/kernel/tslab.ts";
import type { Message } from "../../../kernel-lib/src/notebook/protocol/message.ts";
import { executeNotebook } from "../../../kernel-lib/src/notebook/runner/execute-notebook.ts";
import { RunningKernel } from "../../../kernel-lib/src/notebook/runner/running-kernel.ts";
import { testFolder, writeCells } from "../notebook-file.ts";

describe("what the launcher relies on in tslab", () => {
  test("is the pinned version", () => {
    const manifest = JSON.parse(readFileSync(new URL("../../../kernel-lib/package.json", import.meta.url), "utf8"));
    expect(manifest.dependencies.tslab).toBe("1.0.22");
    expect(tslabVersions()).toEqual({ tslab: "1.0.22", typescript: "5.0.4" });
  });

  test("is there under the names and shapes that are used", () => {
    expect(loadTslab("executor").createExecutor).toHaveLength(3);
    expect(loadTslab("converter").createConverter).toHaveLength(1);
    const jupyter = loadTslab("jupyter");
    expect(jupyter.JupyterHandlerImpl).toHaveLength(2);
    expect(jupyter).toHaveProperty("lastWriteDisplayData", null);
  });

  test("reports a thrown value with one argument and a diagnostic with more, and wraps a cell as the line maps expect", () => {
    const source = readFileSync(requireOfTslab.resolve("./dist/executor.js"), "utf8");
    expect(source).toContain("console.error(e);");
    expect(source).toContain('console.error("%s%d:%d - %s"');
    expect(source).toContain('"(async function(exports, require) { "');
    expect(source).toContain('"(function(exports, require) { "');
    expect(source).toContain('"\\n})(__tslab__.exports, __tslab__.require)"');
  });
});

const tslab = requireOfTslab.resolve("./bin/tslab");
const argv = [process.execPath, tslab, "kernel", "--config-path", "{connection_file}"];
const spec = { ...ownKernelspec(), argv, metadata: {} };

test("the runner tells what failed on a stock tslab kernel, which says it only on stderr", async () => {
  const folder = await testFolder();
  const path = await writeCells(folder, ["const s: string = 1"]);
  await expect(executeNotebook({ path, output: join(folder, "out.ipynb"), spec })).rejects.toMatchObject({
    code: "cell-failed",
    message: expect.stringContaining("1:7 - Type 'number' is not assignable to type 'string'."),
    data: { cell: 1, cellId: "c1", status: "error" },
  });
});

test("on a stock tslab kernel the library still displays", async () => {
  const kernel = await RunningKernel.start({ spec, cwd: await testFolder() });
  try {
    const library = fileURLToPath(new URL("../../../kernel-lib/dist/notebook/kernel/", import.meta.url));
    const shown: Message["content"][] = [];
    const onIopub = ({ header, content }: Message): void => {
      if (header.msg_type === "display_data" || header.msg_type === "stream") shown.push(content);
    };
    const code = `const { show } = require(${JSON.stringify(`${library}show.js`)});
      const { currentKernel } = require(${JSON.stringify(`${library}kernel-api.js`)});
      await show({ "text/html": "<b>1</b>", "text/plain": "1" });
      console.log(JSON.stringify([currentKernel().cell(), currentKernel().signal().aborted]));`;
    const reply = await kernel.execute(code, { cellId: "a", stopOnError: true, onIopub });
    expect(reply.content.status).toBe("ok");
    expect(shown).toMatchObject([
      { data: { "text/html": "<b>1</b>", "text/plain": "1" } },
      { text: '[{"executionCount":0,"cellId":null},false]\n' },
    ]);
  } finally {
    await kernel.kill();
  }
});
