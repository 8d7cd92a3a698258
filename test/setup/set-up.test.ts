import { existsSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { setUp } from "../../kernel-lib/setup/set-up.mjs";
import { readState, stateFile } from "../../kernel-lib/setup/state-file.mjs";
import type { Context, Lack, Step } from "../../kernel-lib/setup/step.mjs";
import { tempTree } from "./temp-tree.ts";

/** A step that copies `<name>.in` to `<name>.out` and notes that it ran. */
function copying(name: string, ran: string[], over: Partial<Step> = {}): Step {
  return {
    name,
    does: `copying ${name}`,
    critical: false,
    after: [],
    inputs: () => [`${name}.in`],
    facts: () => [],
    outputs: ({ root }) => [join(root, `${name}.out`)],
    needs: async () => null,
    run: async ({ root }) => {
      ran.push(name);
      writeFileSync(join(root, `${name}.out`), readFileSync(join(root, `${name}.in`)));
      return null;
    },
    ...over,
  };
}

function start(root: string, steps: readonly Step[], signal?: AbortSignal) {
  const lines: string[] = [];
  const context: Context = signal === undefined ? { root, env: {} } : { root, env: {}, signal };
  return setUp(steps, context, { doing: "a test", log: (line) => lines.push(line) }).then((state) => ({
    state,
    lines,
  }));
}

describe("set-up", () => {
  it("does each step once, in order, and nothing at the second start", async () => {
    const root = tempTree({ "one.in": "1", "two.in": "2" });
    const ran: string[] = [];
    const steps = [copying("one", ran), copying("two", ran, { after: ["one"] })];
    const first = await start(root, steps);
    expect(ran).toEqual(["one", "two"]);
    expect(first.state.steps).toMatchObject({ one: { state: "done", reason: null }, two: { state: "done" } });
    expect(first.lines).toContain("one: copying one (one.out is not there)");
    const second = await start(root, steps);
    expect(ran).toEqual(["one", "two"]);
    expect(second.lines).toEqual([]);
  });

  it("goes by contents and by what is there, not by dates", async () => {
    const root = tempTree({ "one.in": "1" });
    const ran: string[] = [];
    const steps = [copying("one", ran)];
    await start(root, steps);
    utimesSync(join(root, "one.in"), 0, 0);
    await start(root, steps);
    expect(ran).toHaveLength(1);
    writeFileSync(join(root, "one.in"), "other");
    const changed = await start(root, steps);
    expect(changed.lines).toContain("one: copying one (its inputs changed)");
    expect(ran).toHaveLength(2);
    rmSync(join(root, "one.out"));
    await start(root, steps);
    expect(ran).toHaveLength(3);
  });

  it("does a step whose own output tells that it is right only when it is not", async () => {
    const root = tempTree({ "one.in": "1", "one.out": "1" });
    const ran: string[] = [];
    const read = (folder: string, name: string) => readFileSync(join(folder, name), "utf8");
    const notRight = ({ root: folder }: Context) =>
      read(folder, "one.in") === read(folder, "one.out") ? null : "they differ";
    const steps = [copying("one", ran, { notRight })];
    expect((await start(root, steps)).state.steps).toMatchObject({ one: { state: "done" } });
    expect(ran).toEqual([]);
    writeFileSync(join(root, "one.in"), "2");
    expect((await start(root, steps)).lines).toContain("one: copying one (they differ)");
  });

  it("names what is missing with its remedy, skips what needs it, does the rest, and tries again next time", async () => {
    const root = tempTree({ "one.in": "1", "two.in": "2", "three.in": "3" });
    const ran: string[] = [];
    let lack: Lack | null = { reason: "no compiler", remedy: "Install one." };
    const steps = [
      copying("one", ran, { needs: async () => lack }),
      copying("two", ran, { after: ["one"] }),
      copying("three", ran),
    ];
    const { state, lines } = await start(root, steps);
    expect(ran).toEqual(["three"]);
    expect(state.steps).toMatchObject({
      one: { state: "missing", reason: "no compiler", remedy: "Install one." },
      two: { state: "skipped", reason: "needs one, which is missing", remedy: "Install one." },
      three: { state: "done" },
    });
    expect(lines).toContain("one: missing: no compiler\n  Remedy: Install one.");
    expect(readState(root)).toEqual(state);
    lack = null;
    expect((await start(root, steps)).state.steps).toMatchObject({ one: { state: "done" }, two: { state: "done" } });
  });

  it("records a step that failed as missing, with why", async () => {
    const root = tempTree({ "one.in": "1" });
    const steps = [copying("one", [], { run: async () => ({ reason: "the disk is full", remedy: "Free some." }) })];
    expect((await start(root, steps)).state.steps).toMatchObject({
      one: { state: "missing", reason: "the disk is full" },
    });
  });

  it("throws away what older inputs gave, where it cannot be done anew", async () => {
    const root = tempTree({ "one.in": "1" });
    const discard = ({ root: folder }: Context) => rmSync(join(folder, "one.out"), { force: true });
    await start(root, [copying("one", [], { discard })]);
    writeFileSync(join(root, "one.in"), "2");
    await start(root, [
      copying("one", [], { discard, needs: async () => ({ reason: "no compiler", remedy: "Install one." }) }),
    ]);
    expect(existsSync(join(root, "one.out"))).toBe(false);
  });

  it("does not take an interrupted step for a finished one, and gives the lock back", async () => {
    const root = tempTree({ "one.in": "1" });
    const ran: string[] = [];
    await start(root, [copying("one", ran)]);
    writeFileSync(join(root, "one.in"), "2");
    const stop = new AbortController();
    const interrupted = copying("one", ran, {
      run: async ({ signal }) => {
        stop.abort(new Error("Ctrl-C"));
        signal?.throwIfAborted();
        return null;
      },
    });
    await expect(start(root, [interrupted], stop.signal)).rejects.toThrow("Ctrl-C");
    expect(readState(root).steps.one).toBeUndefined();
    await start(root, [copying("one", ran)]);
    expect(ran).toHaveLength(2);
  });

  it("starts anew where the state file cannot be read", async () => {
    const root = tempTree({ "one.in": "1" });
    const ran: string[] = [];
    await start(root, [copying("one", ran)]);
    writeFileSync(stateFile(root), "{ half");
    await start(root, [copying("one", ran)]);
    expect(ran).toHaveLength(2);
    expect(existsSync(stateFile(root))).toBe(true);
  });
});
