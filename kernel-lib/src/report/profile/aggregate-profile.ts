import { sample } from "../../measure/stats/sample.js";
import { tInterval } from "../../measure/stats/t-interval.js";
import { categoryOf, type Frame, idleCategory } from "./category-rules.js";
import type { CategoryShare, FlameNode, FunctionShare, ProfileResult } from "./profile-result.js";

/** The inspector's CPU profile (Chrome DevTools Protocol, Profiler.Profile), as far as it is read here. Times are microseconds. */
export interface CpuProfile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number };
    readonly children?: readonly number[];
  }[];
  readonly startTime: number;
  readonly endTime: number;
  readonly samples: readonly number[];
  /** Time from the sample before to this one. */
  readonly timeDeltas: readonly number[];
}

type Node = CpuProfile["nodes"][number];

const slices = 10;
const shownFunctions = 40;
/** A frame with a smaller share of busy time cannot be seen in a flame graph of a usual width. */
const leastFlame = 0.004;
const deepest = 24;

/** "kernel-lib/framework/http/send-answer.js:12" of a URL with its line, counted from 0. */
function placeOf({ url, lineNumber }: Node["callFrame"]): string {
  if (url === "") return "";
  const file = url.replace(/^file:\/\//, "");
  const own = /(kernel-lib\/)(?:dist|src)\/(.*)$/.exec(file);
  const shown = own ? `${own[1]}${own[2]}` : file.replace(/^.*\/node_modules\//, "").replace(/^.*\/(subjects\/)/, "$1");
  return `${shown}:${lineNumber + 1}`;
}

const frameOf = ({ callFrame }: Node): Frame => ({ name: callFrame.functionName, url: callFrame.url });
const shownName = ({ callFrame }: Node): string =>
  callFrame.functionName === "" ? (callFrame.url === "" ? "(no name)" : "(anonymous)") : callFrame.functionName;

/**
 * Shares of busy time by category and by function, and the flame graph. A sample stands for the time until the next one; the time of the last
 * one is not known and left out. A category's interval is Student's over ten slices of the profile. O(samples + nodes × depth).
 */
export function aggregateProfile(
  profile: CpuProfile,
): Pick<ProfileResult, "samples" | "idle" | "categories" | "functions" | "flame"> {
  const nodes = new Map(profile.nodes.map((node) => [node.id, node]));
  const parents = new Map(profile.nodes.flatMap((node) => (node.children ?? []).map((child) => [child, node.id])));
  const stackOf = (id: number): Node[] => {
    const stack: Node[] = [];
    for (let at: number | undefined = id; at !== undefined; at = parents.get(at)) {
      const node = nodes.get(at);
      if (node !== undefined) stack.push(node);
    }
    return stack;
  };
  const category = new Map(profile.nodes.map(({ id }) => [id, categoryOf(stackOf(id).map(frameOf))]));
  const self = new Map<number, number>();
  const total = profile.timeDeltas.slice(1).reduce((sum, delta) => sum + delta, 0);
  const sliced = Array.from({ length: slices }, () => new Map<string, number>());
  let passed = 0;
  for (const [at, id] of profile.samples.slice(0, -1).entries()) {
    const time = Math.max(0, profile.timeDeltas[at + 1] ?? 0);
    self.set(id, (self.get(id) ?? 0) + time);
    const name = category.get(id) ?? "";
    const slice = sliced[Math.min(slices - 1, Math.floor((passed / total) * slices))];
    slice?.set(name, (slice.get(name) ?? 0) + time);
    passed += time;
  }
  const isIdle = (id: number) => category.get(id) === idleCategory;
  const idle = [...self].reduce((sum, [id, time]) => sum + (isIdle(id) ? time : 0), 0);
  const busy = Math.max(1, total - idle);
  const busySelf = new Map([...self].filter(([id]) => !isIdle(id)));
  return {
    samples: profile.samples.length,
    idle: total === 0 ? 0 : idle / total,
    categories: categoryShares(sliced),
    functions: functionShares(busySelf, busy, nodes, category, stackOf),
    flame: flameOf(profile, busySelf, busy, category),
  };
}

function categoryShares(sliced: readonly ReadonlyMap<string, number>[]): CategoryShare[] {
  const busy = sliced.map((slice) =>
    [...slice].reduce((sum, [name, time]) => sum + (name === idleCategory ? 0 : time), 0),
  );
  const all = busy.reduce((sum, time) => sum + time, 0);
  const names = [...new Set(sliced.flatMap((slice) => [...slice.keys()]))].filter((name) => name !== idleCategory);
  const shares = names.map((category) => {
    const share = sliced.reduce((sum, slice) => sum + (slice.get(category) ?? 0), 0) / Math.max(1, all);
    const each = sliced.flatMap((slice, at) => {
      const time = busy[at] ?? 0;
      return time === 0 ? [] : [(slice.get(category) ?? 0) / time];
    });
    const half = each.length < 2 ? 0 : tInterval(sample(each), 0.05);
    const [low, high] = half === 0 ? [share, share] : [half.low, half.high];
    return { category, share, low: Math.max(0, Math.min(low, share)), high: Math.min(1, Math.max(high, share)) };
  });
  return shares.sort((a, b) => b.share - a.share);
}

function functionShares(
  self: ReadonlyMap<number, number>,
  busy: number,
  nodes: ReadonlyMap<number, Node>,
  category: ReadonlyMap<number, string>,
  stackOf: (id: number) => Node[],
): FunctionShare[] {
  const found = new Map<
    string,
    { name: string; place: string; category: Map<string, number>; self: number; total: number }
  >();
  const entry = (node: Node) => {
    const place = placeOf(node.callFrame);
    const key = `${shownName(node)} ${place}`;
    const known = found.get(key) ?? { name: shownName(node), place, category: new Map(), self: 0, total: 0 };
    found.set(key, known);
    return known;
  };
  for (const [id, time] of self) {
    const node = nodes.get(id);
    if (node === undefined) continue;
    const own = entry(node);
    own.self += time;
    const of = category.get(id) ?? "";
    own.category.set(of, (own.category.get(of) ?? 0) + time);
    // A function that calls itself is counted once.
    for (const one of new Set(stackOf(id).map(entry))) one.total += time;
  }
  return [...found.values()]
    .filter((one) => one.self > 0)
    .sort((a, b) => b.self - a.self)
    .slice(0, shownFunctions)
    .map((one) => ({
      name: one.name,
      place: one.place,
      category: [...one.category].sort((a, b) => b[1] - a[1])[0]?.[0] ?? "",
      self: one.self / busy,
      total: one.total / busy,
    }));
}

function flameOf(
  profile: CpuProfile,
  self: ReadonlyMap<number, number>,
  busy: number,
  category: ReadonlyMap<number, string>,
): FlameNode {
  const nodes = new Map(profile.nodes.map((node) => [node.id, node]));
  const grow = (node: Node, depth: number): FlameNode => {
    const children = (node.children ?? []).flatMap((id) => {
      const child = nodes.get(id);
      return child === undefined ? [] : [grow(child, depth + 1)];
    });
    const share = (self.get(node.id) ?? 0) / busy + children.reduce((sum, child) => sum + child.share, 0);
    const seen = depth >= deepest ? [] : children.filter((child) => child.share >= leastFlame);
    seen.sort((a, b) => b.share - a.share);
    const place = placeOf(node.callFrame);
    return { name: shownName(node), place, category: category.get(node.id) ?? "", share, children: seen };
  };
  const [root] = profile.nodes;
  return root === undefined ? { name: "(root)", place: "", category: "", share: 0, children: [] } : grow(root, 0);
}
