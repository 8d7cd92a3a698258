import { createServer } from "node:net";
import { LabError } from "../../base/lab-error.js";

/** How many ports are tried. */
const tries = 50;

/**
 * The first free loopback port from `wanted` on.
 * @throws LabError `no-free-port` if the next 50 are all taken.
 */
export async function freePortFrom(wanted: number): Promise<number> {
  for (let port = wanted; port < Math.min(wanted + tries, 65536); port++) if (await isFree(port)) return port;
  throw new LabError("no-free-port", `no port from ${wanted} to ${wanted + tries - 1} is free`, {
    remedy: "choose another port, or end what listens there",
    data: { wanted, tries },
  });
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  try {
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(port, "127.0.0.1", resolve);
    });
    return true;
  } catch (error) {
    // A port below 1024 may be refused as well (EACCES): it is not free for us.
    if (error instanceof Error && "code" in error && (error.code === "EADDRINUSE" || error.code === "EACCES"))
      return false;
    throw error;
  } finally {
    await new Promise((resolve) => server.close(resolve));
  }
}
