import { createHash, randomUUID } from "node:crypto";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import type { Endpoint } from "#core/samples";
import type { ChatMessage } from "./contract.ts";
import type { Completion } from "./protocol.ts";

const FORMAT = 1;
const entrySchema = z.object({
  format: z.literal(FORMAT),
  text: z.string(),
  remark: z.string().nullable(),
  inputTokens: z.number().int().nonnegative(),
  outputTokens: z.number().int().nonnegative(),
  /** SHA-256 of the text: a damaged file is no answer. */
  check: z.string(),
});

/** Answers on disk, one file each, so that a run that is resumed pays nothing twice. */
export interface AnswerCache {
  get(key: string): Promise<Completion | null>;
  put(key: string, completion: Completion): Promise<void>;
}

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

/** Everything that an answer depends on: endpoint, model, its settings, the prompt's version, and the messages with their pictures. */
export function answerKey(endpoint: Endpoint, messages: readonly ChatMessage[], version: string): string {
  const { url, model, temperature, maxTokens } = endpoint;
  const said = messages.map(({ role, parts }) => [
    role,
    ...parts.map((part) => ("text" in part ? { text: part.text } : { image: part.image.hash, type: part.image.type })),
  ]);
  return sha256(JSON.stringify([FORMAT, version, url, model, temperature, maxTokens, said]));
}

/** Opens the cache in `dir`, which is made when first needed. Damaged entries count as missing. */
export function createAnswerCache(dir: string): AnswerCache {
  const fileOf = (key: string) => path.join(dir, `${key}.json`);
  return {
    async get(key) {
      const bytes = await readFile(fileOf(key), "utf8").catch(() => null);
      return bytes === null ? null : parseEntry(bytes);
    },
    async put(key, { text, remark, inputTokens, outputTokens }) {
      const entry = { format: FORMAT, text, remark, inputTokens, outputTokens, check: sha256(text) };
      const temporary = path.join(dir, `.${key}-${randomUUID()}.tmp`);
      try {
        await mkdir(dir, { recursive: true });
        await writeFile(temporary, JSON.stringify(entry), { flag: "wx" });
        await rename(temporary, fileOf(key));
      } catch {
        // A disk that is full or read-only costs the entry; the answer, which was paid for, is still used.
        await rm(temporary, { force: true }).catch(() => undefined);
      }
    },
  };
}

function parseEntry(bytes: string): Completion | null {
  try {
    const entry = entrySchema.parse(JSON.parse(bytes));
    return entry.check === sha256(entry.text) ? entry : null;
  } catch {
    return null;
  }
}
