import { z } from "zod";
import { AppError } from "#core/errors";
import { type Keymap, keymapSchema } from "#core/samples";
import { textNow } from "#renderer/language";
import type { KeyOwner } from "./keymap.ts";
import { refusalOf } from "./refusals.ts";

const fileSchema = z.object({ format: z.literal("rea2seg-keys"), version: z.literal(1) }).and(keymapSchema);

export interface ReadKeymap {
  readonly keymap: Keymap;
  /** Actions that this version does not know, and keys that no action can have. */
  readonly leftOut: readonly string[];
}

/** The keymap as a file that another machine can read. */
export const writeKeymap = ({ preset, changed }: Keymap): string =>
  `${JSON.stringify({ format: "rea2seg-keys", version: 1, preset, changed }, null, 2)}\n`;

/** Reads such a file. Throws AppError `bad-input` for anything else; what cannot be used of it is named. */
export function readKeymap(text: string, owners: readonly KeyOwner[]): ReadKeymap {
  const parsed = fileSchema.safeParse(jsonOf(text));
  if (!parsed.success) throw notAKeymap(z.prettifyError(parsed.error));
  const known = new Set(owners.map((owner) => owner.id));
  const changed: Record<string, string[]> = {};
  const leftOut: string[] = [];
  for (const [id, keys] of Object.entries(parsed.data.changed)) {
    if (!known.has(id)) {
      leftOut.push(id);
      continue;
    }
    const own = owners.find((owner) => owner.id === id)?.keys ?? [];
    const usable = [...new Set(keys)].filter((key) => own.includes(key) || refusalOf(key) === null);
    leftOut.push(...keys.filter((key) => !usable.includes(key)).map((key) => `${id}: ${key}`));
    changed[id] = usable;
  }
  return { keymap: { preset: parsed.data.preset, changed }, leftOut };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw notAKeymap(textNow().keys.notJson);
  }
}

function notAKeymap(what: string): AppError {
  const { notAKeymap, notAKeymapCure } = textNow().keys;
  return new AppError({ code: "bad-input", message: notAKeymap(what), cure: notAKeymapCure });
}
