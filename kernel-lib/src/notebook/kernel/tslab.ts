import { createRequire } from "node:module";
import type { DisplayContent } from "../protocol/contents.js";

/**
 * The parts of tslab 1.0.22 that the launcher composes; a contract test holds them against the installed package.
 * tslab's own declarations are not used because they pull in the whole TypeScript 5.0.4 API.
 */
export interface Position {
  readonly offset: number;
  /** From 0. */
  readonly line: number;
  /** From 0. */
  readonly character: number;
}

export interface Diagnostic {
  readonly start: Position;
  readonly end: Position;
  readonly messageText: string;
  readonly code: number;
  /** Absent for the cell itself. */
  readonly fileName?: string;
}

export interface ConvertResult {
  readonly output?: string;
  readonly declOutput?: string;
  readonly diagnostics: readonly Diagnostic[];
  readonly hasToplevelAwait?: boolean;
  readonly lastExpressionVar?: string;
}

export interface Converter {
  convert(prevDecl: string, src: string): ConvertResult;
  inspect(prevDecl: string, src: string, position: number): unknown;
  complete(prevDecl: string, src: string, position: number): unknown;
  addModule(name: string, src: string, meta?: unknown): readonly Diagnostic[];
  close(): void;
}

export interface ConverterSet {
  readonly node: Converter;
  readonly browser: Converter;
  close(): void;
}

export interface Executor {
  execute(src: string): Promise<boolean>;
  interrupt(): void;
  close(): void;
}

/** What `createExecutor` reports to: `log` gets the value of a last expression, `error` a thrown value or a diagnostic. */
export interface ExecutorConsole {
  log(value: unknown): void;
  error(...args: readonly unknown[]): void;
}

/** The handlers of tslab that answer an editor's questions. */
export interface EditorHandler {
  handleIsComplete(request: { code: string }): Readonly<Record<string, unknown>>;
  handleInspect(request: { code: string; cursor_pos: number }): Readonly<Record<string, unknown>>;
  handleComplete(request: { code: string; cursor_pos: number }): Readonly<Record<string, unknown>>;
}

export interface TslabModules {
  readonly executor: {
    createExecutor(rootDir: string, converters: ConverterSet, console: ExecutorConsole): Executor;
  };
  readonly jupyter: {
    JupyterHandlerImpl: new (executor: Executor, isJs: boolean) => EditorHandler;
    lastWriteDisplayData: ((content: DisplayContent, update: boolean) => void) | null;
  };
  readonly converter: { createConverter(options: { isJS: boolean; isBrowser: boolean }): Converter };
}

const fromHere = createRequire(import.meta.url);
/** `require` as tslab's own files see it, so that its TypeScript is found wherever it was installed. */
export const requireOfTslab: NodeJS.Require = createRequire(fromHere.resolve("tslab/package.json"));

/** Loads one of tslab's modules (and with it TypeScript: 70 ms with the compile cache, 200 ms without). */
export function loadTslab<Name extends keyof TslabModules>(name: Name): TslabModules[Name] {
  return requireOfTslab(`./dist/${name}.js`);
}

/** The versions of tslab and of the TypeScript inside it, read without loading either. */
export function tslabVersions(): { readonly tslab: string; readonly typescript: string } {
  return {
    tslab: requireOfTslab("./package.json").version,
    typescript: requireOfTslab("@tslab/typescript-for-tslab/package.json").version,
  };
}
