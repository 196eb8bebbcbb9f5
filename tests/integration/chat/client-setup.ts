import { expect } from "vitest";
import { AppError } from "#core/errors";
import type { ChatMessage } from "#native-models/chat";
import { KEY } from "./support.ts";

export const HELLO: readonly ChatMessage[] = [{ role: "user", parts: [{ text: "Hello" }] }];
export const say = (text: string): readonly ChatMessage[] => [{ role: "user", parts: [{ text }] }];

/** The error of a call that must fail; its whole text must be free of the key. */
export async function failure(call: Promise<unknown>): Promise<AppError> {
  const error = await call.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(AppError);
  expect(JSON.stringify((error as AppError).toReport())).not.toContain(KEY);
  expect(String((error as AppError).cause ?? "")).not.toContain(KEY);
  expect((error as AppError).cure).not.toBe("");
  return error as AppError;
}
