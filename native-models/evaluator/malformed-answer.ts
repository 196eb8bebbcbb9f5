import { AppError } from "#core/errors";
import type { Exchange, Usage } from "#core/samples";

/** What was exchanged before an answer turned out malformed: the `cause` of an AppError `malformed-answer`. */
export class MalformedAnswer extends Error {
  readonly exchange: Exchange;
  readonly usage: Usage | null;

  constructor(message: string, exchange: Exchange, usage: Usage | null) {
    super(message);
    this.name = "MalformedAnswer";
    this.exchange = exchange;
    this.usage = usage;
  }
}

/** An answer that is not exactly one score a mask. `message` says what it is instead, `where` who gave it. */
export function malformedAnswer(message: string, where: string, exchange: Exchange, usage: Usage | null): AppError {
  const cure =
    "Try again, perhaps with fewer masks in a group; a model that was not made for this may never get it right.";
  return new AppError(
    { code: "malformed-answer", message, where, cure },
    { cause: new MalformedAnswer(message, exchange, usage) },
  );
}

/** What was exchanged before an error, where it tells. */
export function malformedExchange(error: unknown): MalformedAnswer | null {
  return error instanceof AppError && error.cause instanceof MalformedAnswer ? error.cause : null;
}
