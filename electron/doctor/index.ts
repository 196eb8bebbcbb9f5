export { collectDoctor, type DoctorOptions } from "./collect.ts";
export { findBrowser } from "./find-browser.ts";
export { folderSize } from "./folder-size.ts";
export { formatDoctor } from "./format.ts";
export { type DoctorProblem, type DoctorReport, doctorProblemSchema, doctorReportSchema, isBroken } from "./report.ts";
