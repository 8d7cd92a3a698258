import { createCache } from "../../../kernel-lib/src/framework/cache/create-cache.ts";
import { cacheConformance, lruConformance } from "../../conformance/cache.ts";

cacheConformance(createCache);
lruConformance(createCache);
