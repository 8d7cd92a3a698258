export { exists } from "./exists.js";
export { inList } from "./in-list.js";
export { scalar } from "./scalar.js";
