import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { installNbconvert } from "../../../kernel-lib/src/report/export/nbconvert-install.ts";
import { routingNotebook } from "../fixtures/notebooks.ts";

const root = resolve(import.meta.dirname, "../../..");
const jupyter = join(root, ".venv", "bin", "jupyter");
const installed = existsSync(join(root, ".venv", "share", "jupyter", "nbconvert", "templates", "covet"));
let folder = "";

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "covet nbconvert "));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** True where a Python is on the machine that can make an environment. */
function makeEnvironment(prefix: string): boolean {
  try {
    execFileSync("python3", ["-m", "venv", "--without-pip", prefix], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

const json = (path: string) => JSON.parse(readFileSync(path, "utf8")) as Record<string, Record<string, unknown>>;

describe("installing into a Python environment", () => {
  test("without a Python says what to do", () => {
    expect(() => installNbconvert({ prefix: join(folder, "none"), node: process.execPath })).toThrow(
      expect.objectContaining({ code: "python-missing" }),
    );
  });

  test("keeps what is configured, may be repeated, and is a package that Python knows", (context) => {
    const prefix = join(folder, "venv");
    if (!makeEnvironment(prefix)) {
      if (process.env.CI === "true") throw new Error("python3 with venv is missing");
      return context.skip("python3 with venv is missing");
    }
    const server = join(prefix, "etc", "jupyter", "jupyter_server_config.json");
    mkdirSync(join(prefix, "etc", "jupyter"), { recursive: true });
    writeFileSync(server, JSON.stringify({ ServerApp: { port: 1 }, HTMLExporter: { exclude_input: true } }));
    const first = installNbconvert({ prefix, node: process.execPath });
    expect(installNbconvert({ prefix, node: process.execPath })).toEqual(first);
    expect(json(server)).toMatchObject({
      ServerApp: { port: 1 },
      HTMLExporter: { exclude_input: true, template_name: "covet" },
      SlidesExporter: { template_name: "reveal" },
    });
    expect(json(join(prefix, "etc", "jupyter", "jupyter_nbconvert_config.json"))).toMatchObject({
      HTMLExporter: { template_name: "covet" },
    });
    const program =
      "import importlib.metadata as m; d = m.distribution('covet-nbconvert'); print(d.version, all(f.locate().exists() for f in d.files))";
    expect(execFileSync(join(prefix, "bin", "python"), ["-c", program], { encoding: "utf8" })).toBe("0.1.0 True\n");
  });

  test("refuses to overwrite a configuration that it cannot read", (context) => {
    const prefix = join(folder, "broken");
    if (!makeEnvironment(prefix)) return context.skip("python3 with venv is missing");
    const path = join(prefix, "etc", "jupyter", "jupyter_nbconvert_config.json");
    mkdirSync(join(prefix, "etc", "jupyter"), { recursive: true });
    writeFileSync(path, "{ not json");
    expect(() => installNbconvert({ prefix, node: process.execPath })).toThrow(
      expect.objectContaining({ code: "file-not-json", data: { path } }),
    );
    expect(readFileSync(path, "utf8")).toBe("{ not json");
  });
});

test("the project's environment has the exporter where CI demands it", () => {
  expect(installed || process.env.CI !== "true", ".venv lacks the exporter: set-up installs it").toBe(true);
});

describe.runIf(installed)("nbconvert of the project's environment", () => {
  test("writes the page of the one exporter", { timeout: 60_000 }, async () => {
    const source = join(folder, "routing.ipynb");
    writeFileSync(source, JSON.stringify(await routingNotebook()));
    const env = {
      ...process.env,
      JUPYTER_CONFIG_DIR: join(folder, "config"),
      JUPYTER_DATA_DIR: join(folder, "data"),
      IPYTHONDIR: join(folder, "ipython"),
    };
    execFileSync(jupyter, ["nbconvert", "--to", "html", source], { env, stdio: "pipe" });
    const page = readFileSync(join(folder, "routing.html"), "utf8");
    expect(page).toContain("Content-Security-Policy");
    expect(page.match(/id="plotly"/g)).toHaveLength(1);
    expect(page.match(/data-figure=/g)).toHaveLength(3);
    expect(page).not.toMatch(/<(?:script|link)[^>]*(?:src|href)="https?:/);
  });
});
