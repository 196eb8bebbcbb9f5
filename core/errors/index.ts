export {
  AppError,
  assertNever,
  type ErrorCode,
  type ErrorReport,
  errorCodeSchema,
  errorReportSchema,
  fromErrorReport,
  toErrorReport,
} from "./app-error.ts";
