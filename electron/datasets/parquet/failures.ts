import { AppError } from "#core/errors";

export function brokenParquet(what: string, where: string, cause?: unknown): AppError {
  return new AppError(
    {
      code: "bad-input",
      message: `This is not a whole parquet file: ${what}.`,
      where,
      cure: "Get the file again from its source.",
    },
    { cause },
  );
}

export function hugeParquet(what: string, where: string): AppError {
  const cure = "Write the file again with smaller row groups (pyarrow: write_table(table, path, row_group_size=100)).";
  return new AppError({ code: "too-large", message: `${what}.`, where, cure });
}

export function hugeContent(what: string, where: string): AppError {
  const cure =
    "Get the file again from its source; if it is whole, write it again without compression and dictionaries.";
  return new AppError({ code: "too-large", message: `${what}, which is too much for its size.`, where, cure });
}

export function hugeRow(what: string, where: string): AppError {
  const cure = "Leave that column out, or keep its pictures and masks as PNG or COCO RLE, which take less.";
  return new AppError({ code: "too-large", message: `${what}.`, where, cure });
}

export function unsupportedParquet(what: string, where: string): AppError {
  return new AppError({
    code: "unsupported",
    message: `${what} cannot be read.`,
    where,
    cure: "Write the file again from Python with pyarrow's own settings, or leave that column out.",
  });
}
