import { emptyCallTwin } from "./empty-call-twin.js";
import { gzipTwin } from "./gzip-twin.js";
import { hashTwin } from "./hash-twin.js";
import { httpHeadSpansTwin } from "./http-head-spans-twin.js";
import { jsonParseTwin } from "./json-parse-twin.js";
import type { NativeFunctions } from "./native-functions.js";
import { urlPathSpanTwin } from "./url-path-span-twin.js";

/** The binary's functions in TypeScript: what is used where there is no binary, what checks it, and what it is measured against. */
export const twins: NativeFunctions = {
  emptyCall: emptyCallTwin,
  httpHeadSpans: httpHeadSpansTwin,
  jsonParse: jsonParseTwin,
  urlPathSpan: urlPathSpanTwin,
  gzip: gzipTwin,
  hash: hashTwin,
};
