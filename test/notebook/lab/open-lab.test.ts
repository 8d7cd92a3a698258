import { existsSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { installKernelspec } from "../../../kernel-lib/src/notebook/kernel/install-kernelspec.ts";
import { freePortFrom } from "../../../kernel-lib/src/notebook/lab/free-port-from.ts";
import { openLab } from "../../../kernel-lib/src/notebook/lab/open-lab.ts";
import { freePorts } from "../../../kernel-lib/src/notebook/runner/free-ports.ts";
import { descendants } from "../../../kernel-lib/src/notebook/runner/process-tree.ts";
import { spec, testFolder } from "../notebook-file.ts";

const venv = fileURLToPath(new URL("../../../.venv", import.meta.url));
const hasLab = existsSync(join(venv, "bin", "jupyter-lab"));

test("a port that is taken is passed over", async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    const address = server.address();
    const taken = typeof address === "object" && address ? address.port : 0;
    const found = await freePortFrom(taken);
    expect(found).toBeGreaterThan(taken);
    expect(found).toBeLessThan(taken + 50);
  } finally {
    await new Promise((resolve) => server.close(resolve));
  }
});

test("without JupyterLab, or without the notebook, it says what to do", async () => {
  const projectRoot = await testFolder();
  await expect(openLab({ projectRoot })).rejects.toMatchObject({
    code: "no-lab",
    remedy: expect.stringContaining("npm start"),
  });
  await mkdir(join(projectRoot, ".venv", "bin"), { recursive: true });
  await writeFile(
    join(projectRoot, ".venv", "bin", "jupyter-lab"),
    "#!/bin/sh\necho 'broken environment' >&2; exit 1\n",
    { mode: 0o755 },
  );
  await expect(openLab({ projectRoot })).rejects.toMatchObject({ code: "no-notebook" });
  await expect(openLab({ projectRoot, notebook: "../outside.ipynb" })).rejects.toMatchObject({ code: "no-notebook" });
  await writeFile(join(projectRoot, "a.ipynb"), "{}");
  await expect(openLab({ projectRoot, notebook: "a.ipynb" })).rejects.toMatchObject({
    code: "lab-not-started",
    message: expect.stringContaining("broken environment"),
  });
});

// Where set-up found no Python there is no JupyterLab; under CI that is a failure, not a skip.
test.skipIf(!hasLab && process.env.CI !== "true")(
  "JupyterLab opens with our settings, and ends with its signal",
  async () => {
    const projectRoot = await testFolder();
    const picture = { "application/vnd.plotly.v1+json": { data: [] }, "image/png": "AAAA" };
    const shown = { output_type: "display_data", data: picture, metadata: {} };
    const published = { ...shown, metadata: { "image/png": { width: 1 } } };
    const cell = {
      cell_type: "code",
      id: "a",
      metadata: {},
      source: "",
      execution_count: null,
      outputs: [shown, published],
    };
    const content = { nbformat: 4, nbformat_minor: 5, metadata: {}, cells: [cell] };
    await writeFile(join(projectRoot, "a b.ipynb"), JSON.stringify(content));

    const [, launcher = ""] = spec.argv;
    installKernelspec({ prefix: venv, launcher }); // as set-up does
    const [port = 0] = await freePorts(1);
    const stop = new AbortController();
    const before = new Set(descendants(process.pid).map(({ pid }) => pid));
    const said: string[] = [];
    const options = { projectRoot, notebook: "a b.ipynb", venv, port, signal: stop.signal };
    const lab = await openLab({ ...options, say: (line) => said.push(line) });
    const request = (path: string, init: RequestInit = {}) =>
      fetch(`http://127.0.0.1:${lab.port}${path}`, { ...init, headers: { authorization: `token ${lab.token}` } });
    try {
      expect(said.at(-1)).toContain(lab.url);
      expect(lab.url).toContain("/lab/tree/a%20b.ipynb?token=");
      expect((await fetch(lab.url.replace(/\?.*/, "").replace("/lab/tree", "/api/contents"))).status).toBe(403);
      const settings = await (await request("/lab/api/settings/@jupyterlab/notebook-extension:tracker")).json();
      expect(settings).toMatchObject({ schema: { properties: { autoStartDefaultKernel: { default: true } } } });
      const specs = await (await request("/api/kernelspecs")).json();
      expect(specs).toMatchObject({ kernelspecs: { tslab: { spec: { display_name: "TypeScript (tslab, Covet)" } } } });

      const body = JSON.stringify({ type: "notebook", format: "json", content });
      expect((await request("/api/contents/a%20b.ipynb", { method: "PUT", body })).status).toBe(200);
      const saved = JSON.parse(await readFile(join(projectRoot, "a b.ipynb"), "utf8"));
      expect(saved.cells[0].outputs.map(({ data }: { data: object }) => Object.keys(data).length)).toEqual([1, 2]);
      const session = { path: "a b.ipynb", type: "notebook", name: "", kernel: { name: "tslab" } };
      expect((await request("/api/sessions", { method: "POST", body: JSON.stringify(session) })).status).toBe(201);
    } finally {
      stop.abort();
      await lab.ended;
    }
    await lab.close();
    expect(descendants(process.pid).filter(({ pid }) => !before.has(pid))).toEqual([]);
  },
);
