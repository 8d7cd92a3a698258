import { resolve } from "node:path";
import { LabError } from "../../base/lab-error.js";
import { noiseRegimes } from "../../measure/calibration/noise.js";
import { placementKinds } from "../../measure/environment/placement-kind.js";
import { followCalibration, startCalibration, stopCalibration } from "../calibrate.js";
import { calibrationFolder, readCalibrationState } from "../calibration-folder.js";
import { type Command, readArguments } from "../command.js";
import { familyFile } from "../family-file.js";
import { packCalibration } from "../pack-calibration.js";
import { findProject } from "../project.js";
import { seedFrom } from "../seed-from.js";
import { unpackCalibration } from "../unpack-calibration.js";

export const calibrateCommand: Command = {
  summary: "how right the verdicts are on this machine: equal arms and known ratios, under noise",
  help: `kernel-lib calibrate [--minutes N] [--case <name>]… [--regime <name>]… [--placement ${placementKinds.join("|")}]… [--seed N] [--tools N]
                     [--background | --status | --stop | --pack <folder> | --unpack <folder>]

Records rounds of equal arms and of ratios known by exact count, on a quiet machine and beside hogs, and adds them to results/calibration;
then evaluates all that is there: false verdicts, power, coverage, bias. Notebook 16 shows it; kernel-lib goals measure judges it.

--minutes     how long it records; 10 where nothing is said, 0 evaluates only
--case        only this workload; may be given again
--regime      only this noise: ${noiseRegimes.join(" ")}; may be given again
--tools       first gives the same arms to other tools until each has made so many comparisons of a question (kinds integer, json;
              noise quiet, one-core; --case and --regime choose among them); takes about 10 s each
--background  returns at once; the calibration goes on by itself
--status      says what it is at
--stop        ends it; what is recorded is kept and evaluated
--pack        writes what is recorded and its evaluation into a folder, packed, to be kept or sent
--unpack      begins with what such a folder holds, where nothing is recorded here yet; what is recorded then adds to it

Ctrl-C ends it; complete rounds are kept, and the next calibration adds to them.`,
  async run(argv, context) {
    const options = {
      minutes: { type: "string" },
      case: { type: "string", multiple: true },
      regime: { type: "string", multiple: true },
      placement: { type: "string", multiple: true },
      seed: { type: "string" },
      tools: { type: "string" },
      background: { type: "boolean" },
      status: { type: "boolean" },
      stop: { type: "boolean" },
      pack: { type: "string" },
      unpack: { type: "string" },
    } as const;
    const { values } = readArguments(argv, options, { min: 0, max: 0 });
    const project = findProject(context.cwd, context.env);
    const folder = calibrationFolder(project);
    if (values.status) {
      const state = readCalibrationState(folder);
      context.out(
        state === null
          ? "no calibration was made here\n"
          : `${state.state}: ${state.text} (since ${state.startedAt})\n`,
      );
      return 0;
    }
    if (values.stop) {
      context.out((await stopCalibration(folder)) ? "told to stop; it evaluates what it has\n" : "none is going on\n");
      return 0;
    }
    if (values.pack !== undefined) {
      const to = resolve(context.cwd, values.pack);
      context.out(`${packCalibration(folder, to).length} files in ${to}\n`);
      return 0;
    }
    if (values.unpack !== undefined) {
      context.out(`${unpackCalibration(resolve(context.cwd, values.unpack), folder).length} files in ${folder}\n`);
      return 0;
    }
    const tools = Number(values.tools ?? 0);
    if (!(Number.isInteger(tools) && tools >= 0))
      throw new LabError("usage", `--tools takes a whole number, not ${values.tools}`);
    const minutes = Number(values.minutes ?? 10);
    if (!(minutes >= 0)) throw new LabError("usage", `--minutes takes a number of 0 or more, not ${values.minutes}`);
    await startCalibration(folder, {
      family: familyFile("calibration", project, context.cwd),
      minutes,
      seed: seedFrom(values.seed) ?? 1,
      cases: values.case,
      regimes: among(noiseRegimes, "noise", values.regime),
      placements: among(placementKinds, "placement", values.placement),
      tools,
      lockFolder: context.env.KERNEL_LIB_LOCK,
    });
    if (values.background) {
      context.out("started; look at it with: npx kernel-lib calibrate --status\n");
      return 0;
    }
    try {
      const last = await followCalibration(folder, ({ text }) => context.err(`${text}\n`), context.signal);
      context.out(`${last.text}; npx kernel-lib goals measure judges them\n`);
      return last.leftOut.length === 0 ? 0 : 1;
    } finally {
      if (context.signal.aborted) await stopCalibration(folder);
    }
  },
};

/** @throws LabError "usage" if a name is none of `known` */
function among<T extends string>(known: readonly T[], what: string, names: readonly string[] | undefined) {
  return names?.map((name) => {
    const found = known.find((each) => each === name);
    if (found === undefined) throw new LabError("usage", `no ${what} "${name}"; there are: ${known.join(" ")}`);
    return found;
  });
}
