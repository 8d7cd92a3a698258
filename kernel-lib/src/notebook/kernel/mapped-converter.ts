import { type Builder, type BuilderApi, lightBuilder } from "./light-builder.js";
import { type Converter, type ConvertResult, loadTslab, requireOfTslab } from "./tslab.js";

/** The two source maps between a cell and what runs: cell -> JavaScript (`emit`) -> CommonJS (`commonJs`). */
export interface CellMaps {
  readonly emit: string;
  readonly commonJs: string;
}

export interface MappedConvertResult extends ConvertResult {
  readonly maps?: CellMaps;
}

export interface MappedConverter extends Converter {
  convert(prevDecl: string, src: string): MappedConvertResult;
}

// The few members of the TypeScript API that are decorated.
interface Host {
  afterProgramCreate(builder: Builder): void;
}
interface TypeScript extends BuilderApi {
  createWatchCompilerHost(
    files: readonly string[],
    options: object,
    sys: unknown,
    createProgram: unknown,
    ...rest: unknown[]
  ): Host;
  createWatchProgram(host: Host): unknown;
  readonly sys: { readFile(path: string, encoding?: string): string | undefined };
  transpileModule(
    src: string,
    options: { compilerOptions: object },
  ): { outputText: string; sourceMapText?: string | undefined };
}

/** A documentation comment on lines of its own. */
const documentation = /^[ \t]*\/\*\*[\s\S]*?\*\/[ \t]*$/gm;
const mapComment = /\n\/\/# sourceMappingURL=.*\s*$/;

/**
 * tslab's `createConverter`, with the source maps that tslab does not make. tslab is given a TypeScript in which three functions
 * ask for maps and keep them; nothing else is changed. To be called before anything loads tslab in this thread.
 * @param headless no editor will ask for documentation: Node's declarations are read without it (0.85 s of CPU instead of 1.07 s)
 */
export function loadMappedConverter(
  headless: boolean,
): (options: { isJS: boolean; isBrowser: boolean }) => MappedConverter {
  const path = requireOfTslab.resolve("@tslab/typescript-for-tslab");
  const ts: TypeScript = requireOfTslab(path);
  let emit = "";
  let commonJs = "";

  if (headless) {
    const { readFile } = ts.sys;
    ts.sys.readFile = (file, encoding) => {
      const text = readFile(file, encoding);
      return file.includes("/@types/node/") ? text?.replace(documentation, "") : text;
    };
  }
  const decorated: TypeScript = {
    ...ts,
    createWatchCompilerHost: (files, options, sys, _createProgram, ...rest) =>
      ts.createWatchCompilerHost(files, { ...options, sourceMap: true }, sys, lightBuilder(ts), ...rest),
    createWatchProgram(host) {
      const { afterProgramCreate } = host;
      host.afterProgramCreate = (builder) => {
        const emitAll = builder.emit;
        builder.emit = (file, writeFile, ...rest) =>
          emitAll(
            file,
            (fileName, data, ...more) => {
              if (fileName.endsWith("/__tslab__.js.map")) emit = data;
              else writeFile(fileName, data, ...more);
            },
            ...rest,
          );
        afterProgramCreate(builder);
      };
      return ts.createWatchProgram(host);
    },
    transpileModule(src, options) {
      const out = ts.transpileModule(src.replace(mapComment, "\n"), {
        ...options,
        compilerOptions: { ...options.compilerOptions, sourceMap: true },
      });
      commonJs = out.sourceMapText ?? "";
      return { ...out, outputText: out.outputText.replace(mapComment, "\n") };
    },
  };
  const cached = requireOfTslab.cache[path];
  if (!cached) throw new Error(`${path} was loaded and is not in the module cache`);
  cached.exports = decorated;

  const { createConverter } = loadTslab("converter");
  return (options) => {
    const converter = createConverter(options);
    return {
      ...converter,
      convert(prevDecl, src) {
        const result = converter.convert(prevDecl, src);
        return result.output ? { ...result, maps: { emit, commonJs } } : result;
      },
    };
  };
}
