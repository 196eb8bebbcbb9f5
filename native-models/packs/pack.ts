import { readFile, stat } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import { AppError } from "#core/errors";
import { sha256OfFile } from "#native-models/hashing";
import { type PackManifest, packManifestSchema } from "./manifest.ts";
import { type PromptConstants, promptConstantsSchema } from "./prompt-constants.ts";

export const MANIFEST_FILE = "pack.json";

/** A pack whose manifest is valid and whose files were all found and hashed. */
export interface Pack {
  readonly dir: string;
  readonly manifest: PackManifest;
  /** Absolute path of one of its files. */
  file(relative: string): string;
}

const REINSTALL =
  "Install the pack again. One that came with the app comes back with a fresh copy of the app; mobilesam alone, which " +
  "the app builds, is built again once its folder is deleted.";

function broken(message: string, where: string, cause?: unknown): AppError {
  return new AppError({ code: "model-broken", message, where, cure: REINSTALL }, { cause });
}

/** Reads and validates a pack's manifest. Throws `model-missing` or `model-broken`, naming the field that is wrong. */
export async function readManifest(dir: string): Promise<PackManifest> {
  const file = path.join(dir, MANIFEST_FILE);
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    throw new AppError(
      { code: "model-missing", message: "There is no model pack here.", where: file, cure: REINSTALL },
      { cause: error },
    );
  }
  return parseManifest(text, file);
}

/**
 * Validates the text of a manifest; `file` names where it stands, `cure` how to mend it. Throws `model-broken`, naming
 * the field that is wrong.
 */
export function parseManifest(text: string, file: string, cure: string = REINSTALL): PackManifest {
  const refuse = (message: string, cause: unknown) =>
    new AppError({ code: "model-broken", message, where: file, cure }, { cause });
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw refuse("The pack's manifest is not JSON.", error);
  }
  const parsed = packManifestSchema.safeParse(json);
  if (!parsed.success) throw refuse(`The pack's manifest is wrong: ${firstIssue(parsed.error)}.`, parsed.error);
  return parsed.data;
}

function firstIssue(error: z.ZodError): string {
  const issue = error.issues[0];
  return issue === undefined ? "it is invalid" : textOf(issue, []);
}

type Issue = z.ZodError["issues"][number];

function textOf(issue: Issue, above: readonly PropertyKey[]): string {
  const path = [...above, ...issue.path];
  const where = path.join(".") || "the document";
  if (issue.code === "unrecognized_keys") {
    return `${where}: there is no key ${issue.keys.map((key) => JSON.stringify(key)).join(", ")} here`;
  }
  if (issue.code === "invalid_union") {
    // The alternative whose kind of value is there (an object, a text) tells what is wrong; the others tell nothing.
    const meant = issue.errors.find(([first]) => first && (first.code !== "invalid_type" || first.path.length > 0));
    if (meant?.[0] !== undefined) return textOf(meant[0], path);
  }
  const message = (issue.code === "invalid_key" && issue.issues[0]?.message) || issue.message;
  return `${where}: ${message}`;
}

/**
 * Opens a pack: its manifest, then the size and SHA-256 of every file that it lists. Nothing of it is run before.
 * Throws `model-missing` for a file that is not there, `model-broken` for one that differs, each by name.
 */
export async function openPack(
  dir: string,
  options: { readonly signal?: AbortSignal | undefined } = {},
): Promise<Pack> {
  const manifest = await readManifest(dir);
  const file = (relative: string) => path.join(dir, ...relative.split("/"));
  for (const [name, expected] of Object.entries(manifest.files)) {
    const facts = await stat(file(name)).catch(() => null);
    if (facts === null || !facts.isFile()) {
      throw new AppError({
        code: "model-missing",
        message: `The pack ${manifest.id} lacks its file ${name}.`,
        where: file(name),
        cure: REINSTALL,
      });
    }
    if (facts.size !== expected.bytes) {
      const sizes = `${facts.size} bytes long instead of ${expected.bytes}`;
      throw broken(`The file ${name} of the pack ${manifest.id} is ${sizes}.`, file(name));
    }
    if ((await sha256OfFile(file(name), options.signal)) !== expected.sha256) {
      throw broken(
        `The file ${name} of the pack ${manifest.id} has another SHA-256 than its manifest says.`,
        file(name),
      );
    }
  }
  return { dir, manifest, file };
}

/** Reads a pack's prompt encoder constants. Throws `model-broken`. */
export async function readPromptConstants(file: string): Promise<PromptConstants> {
  try {
    return promptConstantsSchema.parse(JSON.parse(await readFile(file, "utf8")));
  } catch (error) {
    const what = error instanceof z.ZodError ? firstIssue(error) : "it cannot be read";
    throw broken(`The prompt encoder's constants are wrong: ${what}.`, file, error);
  }
}
