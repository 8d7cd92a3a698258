import { createRequire } from "node:module";
import type { z } from "zod";

/**
 * Schemas that are made at their first use, and zod (95 modules) loaded then: family files import this package in processes that are
 * timed, and most of them read no schema.
 */
export function lazySchema<Schemas>(make: (zod: typeof z) => Schemas): () => Schemas {
  let made: Schemas | undefined;
  return () => {
    made ??= make((createRequire(import.meta.url)("zod") as { z: typeof z }).z);
    return made;
  };
}
