import { readdirSync } from "node:fs";
import { resolve } from "node:path";
import { expect, test } from "vitest";
import { contents } from "../../kernel-lib/src/app/contents.ts";
import { jupyterDisplay } from "../../kernel-lib/src/base/displayable.ts";

test("the contents name every notebook that is there, by its own title", async () => {
  const files = readdirSync(resolve(import.meta.dirname, "../../notebooks"))
    .filter((file) => file.endsWith(".ipynb") && !file.startsWith("00-"))
    .sort();
  const found = await contents();
  expect(found.notebooks.map(({ file }) => file)).toEqual(files);
  const routing = found.notebooks.find(({ file }) => file === "03-routing.ipynb");
  expect(routing).toMatchObject({
    title: "3. Routing",
    question: expect.stringMatching(/^A request comes in/) as string,
  });
  const { "text/markdown": markdown } = await found[jupyterDisplay]();
  expect(markdown).toContain("* [3. Routing](03-routing.ipynb): A request comes in");
});
