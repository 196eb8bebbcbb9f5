import { AppError } from "#core/errors";

export function wantsCode(opcode: string, name: string | null, where: string): AppError {
  const what = name === null ? opcode : `${opcode} ${name}`;
  return new AppError({
    code: "bad-input",
    message: `This pickle wants to run code: ${what}. Only plain lists, tuples, dicts, sets, text and numbers are read.`,
    where,
    cure: "Write it again from Python without numpy scalars or classes, e.g. after json.loads(json.dumps(data)).",
  });
}

export function broken(what: string, where: string): AppError {
  return new AppError({
    code: "bad-input",
    message: `This is not a whole pickle: ${what}.`,
    where,
    cure: "Get the file again from its source.",
  });
}

export function beyond(what: string, where: string): AppError {
  return new AppError({
    code: "too-large",
    message: `This pickle holds ${what}.`,
    where,
    cure: "Check that this is the right file; split it if it is.",
  });
}
