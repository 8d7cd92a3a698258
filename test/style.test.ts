import { execFileSync } from "node:child_process";
import { resolve } from "node:path";
import { expect, test } from "vitest";

const root = resolve(import.meta.dirname, "..");
/** Output of a tool of the project, whether it ended well or not. */
function said(tool: string, ...args: string[]): string {
  try {
    return execFileSync(process.execPath, [resolve(root, "node_modules", tool), ...args], {
      cwd: root,
      encoding: "utf8",
      stdio: "pipe",
    });
  } catch (error) {
    const { stdout, stderr } = error as { stdout?: string; stderr?: string };
    return `FAILED\n${stdout ?? ""}${stderr ?? ""}`;
  }
}

test("everything is formatted and linted", () => {
  expect(said("@biomejs/biome/bin/biome", "check", ".")).not.toMatch(/FAILED/);
});

test("library, tests and family files type-check", () => {
  expect(said("typescript/bin/tsc", "-p", "tsconfig.json")).toBe("");
});
