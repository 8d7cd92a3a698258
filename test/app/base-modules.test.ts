import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { linkModules, needsInstall } from "../../kernel-lib/src/app/base-modules.ts";

function temporary(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "covet-base-modules-")));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
const write = (file: string, text = "") => {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
};
const link = (file: string, target: string) => {
  mkdirSync(dirname(file), { recursive: true });
  symlinkSync(target, file);
};

test("a worktree shares what is installed, and has its own of what the repository holds", () => {
  const folder = temporary();
  const [ours, theirs] = [join(folder, "ours"), join(folder, "theirs")];
  // A project below the repository's folder, with packages at three levels and one outside of the repository.
  for (const side of [ours, theirs])
    for (const file of ["apps/one/package.json", "shared/index.js", "scoped/index.js"]) write(join(side, file));
  const project = join(ours, "apps/one");
  write(join(ours, "node_modules/top/index.js"));
  write(join(project, "node_modules/.cache/x"));
  write(join(project, "node_modules/.package-lock.json"));
  write(join(project, "node_modules/near/cli.js"));
  write(join(folder, "outside/index.js"));
  write(join(ours, "shared/node_modules/deep/index.js"));
  link(join(project, "node_modules/shared"), "../../../shared");
  link(join(project, "node_modules/@us/scoped"), "../../../../scoped");
  link(join(project, "node_modules/itself"), "..");
  link(join(project, "node_modules/outside"), join(folder, "outside"));
  link(join(project, "node_modules/gone"), "../nowhere");
  link(join(project, "node_modules/.bin/near"), "../near/cli.js");
  link(join(project, "node_modules/.bin/shared"), "../shared/index.js");
  linkModules(project, join(theirs, "apps/one"), "apps/one/");

  const modules = join(theirs, "apps/one/node_modules");
  expect(readdirSync(modules).toSorted()).toEqual([".bin", "@us", "itself", "near", "outside", "shared"]);
  const real = (path: string) => realpathSync(join(theirs, path));
  expect(real("apps/one/node_modules/near")).toBe(join(project, "node_modules/near"));
  expect(real("apps/one/node_modules/shared")).toBe(join(theirs, "shared"));
  expect(real("apps/one/node_modules/@us/scoped")).toBe(join(theirs, "scoped"));
  expect(real("apps/one/node_modules/itself")).toBe(join(theirs, "apps/one"));
  expect(real("apps/one/node_modules/outside")).toBe(join(folder, "outside"));
  expect(real("apps/one/node_modules/.bin/near")).toBe(join(project, "node_modules/near/cli.js"));
  expect(real("apps/one/node_modules/.bin/shared")).toBe(join(theirs, "shared/index.js"));
  expect(real("node_modules/top")).toBe(join(ours, "node_modules/top"));
  expect(real("shared/node_modules/deep")).toBe(join(ours, "shared/node_modules/deep"));
  rmSync(theirs, { recursive: true });
  expect(existsSync(join(project, "node_modules/near/cli.js"))).toBe(true);
});

test("a lockfile in which an installed package needs a workspace cannot be shared", () => {
  const root = temporary();
  const lock = (needs: object) =>
    write(
      join(root, "package-lock.json"),
      JSON.stringify({
        packages: {
          "": { workspaces: ["ours"], dependencies: { plugin: "1" } },
          "node_modules/ours": { resolved: "ours", link: true },
          "node_modules/plugin": { version: "1.0.0", ...needs },
          ours: { dependencies: { plugin: "1" } },
        },
      }),
    );
  expect(needsInstall(root)).toBe(false);
  lock({ dependencies: { other: "1" } });
  expect(needsInstall(root)).toBe(false);
  lock({ peerDependencies: { ours: "1" } });
  expect(needsInstall(root)).toBe(true);
});
