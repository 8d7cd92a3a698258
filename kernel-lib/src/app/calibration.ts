import type { CalibrationReport } from "../report/calibration/calibration-report.js";

/**
 * The newest calibration: this machine's own, where it has one (`npx kernel-lib calibrate`), else the published one.
 * @throws LabError "no-calibration"; "calibration-broken"
 */
export async function calibration(): Promise<CalibrationReport> {
  const { CalibrationReport } = await import("../report/calibration/calibration-report.js");
  const { LabError } = await import("../base/lab-error.js");
  const { findProject } = await import("./project.js");
  const { newestCalibration } = await import("./newest-calibration.js");
  const { calibrationFolder, publishedCalibration, shippedCalibration } = await import("./calibration-folder.js");
  const project = findProject();
  const own = calibrationFolder(project);
  const found = newestCalibration([own, publishedCalibration(project), shippedCalibration(project)]);
  if (found === null)
    throw new LabError("no-calibration", "nothing was calibrated here, and none is published", {
      remedy: "Make one: npx kernel-lib calibrate --minutes 30",
    });
  const where = found.folder === own ? "on this machine" : "for the published run, on another machine";
  return new CalibrationReport(found.result, where);
}
