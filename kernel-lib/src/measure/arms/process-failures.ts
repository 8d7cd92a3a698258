import { ArmFailure } from "./arm-failure.js";
import type { Reply } from "./protocol.js";

interface At {
  readonly arm: string;
  readonly case: string;
}

const DOCTOR = "see kernel-lib doctor";

const named = (at: At): string => `arm "${at.arm}" at case "${at.case}"`;

/** "; it last wrote: …", the last five lines that are no stack, or nothing. */
function lastWords(errors: string): string {
  const lines = errors.split("\n").filter((line) => line.trim() !== "" && !/^(\s+at |Node\.js v)/.test(line));
  const tail = lines.slice(-5).join("\n").trim();
  return tail === "" ? "" : `; it last wrote: ${tail}`;
}

/** The failure of an arm whose process ended by itself, or never began. */
export function crashed(at: At, how: string, errors: string): ArmFailure {
  const started = !how.startsWith("could not be started");
  const remedy = started
    ? "nobody here sent that signal: the system does where memory runs out (its log tells), or somebody did"
    : DOCTOR;
  return new ArmFailure(
    started ? "arm-crashes" : "arm-cannot-start",
    at,
    `${named(at)}: its process ${how}${lastWords(errors)}`,
    { data: { how, stderr: errors }, ...(!started || how.endsWith("SIGKILL") ? { remedy } : {}) },
  );
}

/** The failure of an arm that did not do as it was told in time. */
export const hangs = (at: At, command: string, limit: number, remedy: string | undefined): ArmFailure =>
  new ArmFailure("arm-hangs", at, `${named(at)} did not finish ${command} within ${limit / 1000} s and was ended`, {
    data: { command, limit },
    ...(remedy === undefined ? {} : { remedy }),
  });

/** The failure of an arm that wrote on file descriptor 3 what is no reply, or closed it. */
export const breaksProtocol = (at: At, how: string): ArmFailure =>
  new ArmFailure("arm-breaks-protocol", at, `${named(at)} ${how} file descriptor 3, which is the harness's`, {
    remedy: "an arm opens files of its own, and leaves those alone that it finds open",
    data: { how },
  });

/** The failure of an arm that took more memory than it may. */
export const takesMemory = (at: At, took: string, limit: string): ArmFailure =>
  new ArmFailure("arm-takes-memory", at, `${named(at)} took ${took} of memory, may take ${limit}, and was ended`, {
    data: { took, limit },
  });

/** The failure that an arm told itself. */
export function failedIn(
  at: At,
  command: string,
  { name, message, stack }: Extract<Reply, { failed: unknown }>["failed"],
  errors: string,
): ArmFailure {
  const ofProgram = name === "CommandMissing" || name === "CommandFailed";
  const missing =
    /^(ModuleNotFoundError|ImportError|CommandMissing)$/.test(name) ||
    (!ofProgram && /ERR_MODULE_NOT_FOUND|Cannot find (package|module)/.test(`${message} ${stack}`));
  const remedy = name === "CommandMissing" ? "install it, so that it is in PATH" : DOCTOR;
  return new ArmFailure(
    missing ? "arm-cannot-start" : "arm-fails",
    at,
    `${named(at)} failed in ${command}: ${name}: ${message}${ofProgram ? lastWords(errors) : ""}`,
    { ...(missing ? { remedy } : {}), data: { stack } },
  );
}
