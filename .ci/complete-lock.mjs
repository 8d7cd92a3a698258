// @ts-check
// Adds to package-lock.json the packages of other platforms that it names and does not list: `node .ci/complete-lock.mjs`, then
// `npm install --package-lock-only`, which puts them into npm's own order. npm leaves out an optional package that the registry in use does
// not hold, and `npm ci` then refuses the file on every machine. What is added carries name, version and platform; its checksum is unknown
// here and absent, so that on those platforms npm takes what their registry gives.
import { readFileSync, writeFileSync } from "node:fs";

const file = "package-lock.json";
const lock = JSON.parse(readFileSync(file, "utf8"));
const systems = ["aix", "android", "darwin", "freebsd", "linux", "netbsd", "openbsd", "openharmony", "sunos", "win32"];
const processors = ["arm", "arm64", "ia32", "loong64", "mips64el", "ppc64", "riscv64", "s390x", "wasm32", "x64"];

for (const [path, entry] of Object.entries(lock.packages))
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    if (placesFor(name, path).some((place) => Object.hasOwn(lock.packages, place))) continue;
    lock.packages[`node_modules/${name}`] = {
      version,
      ...platformOf(name),
      optional: true,
      ...(entry.dev ? { dev: true } : {}),
    };
    console.log(`added ${name} ${version}`);
  }
writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);

/** What a package was built for, by its name. @param {string} name */
function platformOf(name) {
  const parts = name.slice(name.indexOf("/") + 1).split("-");
  const cpu = parts.find((part) => processors.includes(part));
  const os = parts.find((part) => systems.includes(part));
  if (cpu === undefined || (os === undefined && cpu !== "wasm32"))
    throw new Error(`${name} does not name its platform: add it by hand`);
  const libc = parts.includes("musl") ? "musl" : "glibc";
  return { cpu: [cpu], ...(os === undefined ? {} : { os: [os] }), ...(os === "linux" ? { libc: [libc] } : {}) };
}

/** Where Node looks for a package from the package at `path`. @param {string} name @param {string} path */
function placesFor(name, path) {
  const parts = path === "" ? [] : path.split("/");
  return [...Array(parts.length + 1).keys()].map((count) => [...parts.slice(0, count), "node_modules", name].join("/"));
}
