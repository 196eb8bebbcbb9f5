import { readFile } from "node:fs/promises";
import { Tokenizer as JsonTokenizer } from "@huggingface/tokenizers";
import { AppError } from "#core/errors";

/** A pack's tokenizer. */
export interface Tokenizer {
  /** Absolute path of its tokenizer.json. */
  readonly file: string;
  /**
   * Text to token ids, special tokens added as the file says. Throws `bad-input` for a word that the vocabulary does
   * not hold where the file names no unknown token.
   */
  encode(text: string): number[];
  /** Token ids to text; special tokens are kept. Empty for no ids. */
  decode(ids: readonly number[]): string;
  /** Id of a token by its text. Throws `model-broken`; `role` says what the manifest wants it for. */
  idOf(token: string, role: string): number;
}

/** Reads a `tokenizer.json` (library `tokenizers`). Throws `model-broken` naming the file and what is wrong with it. */
export async function loadTokenizer(file: string): Promise<Tokenizer> {
  let tokenizer: JsonTokenizer;
  try {
    tokenizer = parse(JSON.parse(await readFile(file, "utf8")));
  } catch (error) {
    const what = error instanceof Error ? error.message : String(error);
    throw broken(`This is not a tokenizer that can be used: ${what}`, file, error);
  }
  return {
    file,
    encode(text) {
      const { ids, tokens } = tokenizer.encode(text);
      // The library answers undefined for what is not in the vocabulary and has no unknown token to stand for it.
      const unknown = ids.findIndex((id: number | undefined) => id === undefined);
      if (unknown >= 0) throw unknownWord(tokens[unknown] ?? text, file);
      return ids;
    },
    decode: (ids) => (ids.length === 0 ? "" : tokenizer.decode([...ids], { clean_up_tokenization_spaces: false })),
    idOf(token, role) {
      const id = tokenizer.token_to_id(token);
      if (id === undefined) throw broken(`The tokenizer has no token ${token}, which ${role} names.`, file);
      return id;
    },
  };
}

interface TokenizerFile {
  readonly model?: { readonly type?: string; readonly unk_token?: string; readonly vocab?: unknown };
  readonly added_tokens?: unknown;
}

/** Types of `model` that the library computes as the original does; it answers nonsense for others without a word. */
const MODEL_TYPES = ["BPE", "Unigram", "WordPiece", "WordLevel"];

function parse(json: TokenizerFile | null): JsonTokenizer {
  const model = json?.model;
  if (typeof model !== "object" || model === null) throw new Error("it has no model.");
  // Files of before the types were written are BPE with merges, which the library recognises.
  if (model.type !== undefined && !MODEL_TYPES.includes(model.type)) {
    throw new Error(`its model is of the type ${model.type}; known are ${MODEL_TYPES.join(", ")}.`);
  }
  if (typeof model.vocab !== "object" || model.vocab === null) throw new Error("its model has no vocab.");
  // The library reads the unknown token of a WordLevel model from the configuration alone.
  const config = typeof model.unk_token === "string" ? { unk_token: model.unk_token } : {};
  return new JsonTokenizer({ added_tokens: [], ...json }, config);
}

function broken(message: string, file: string, cause?: unknown): AppError {
  const cure = "Install the pack again; its maker has to mend the tokenizer.json if that does not help.";
  return new AppError({ code: "model-broken", message, where: file, cure }, { cause });
}

function unknownWord(word: string, file: string): AppError {
  return new AppError({
    code: "bad-input",
    message: `The pack's tokenizer does not know "${word.slice(0, 60)}" and has no token for unknown words.`,
    where: file,
    cure: "Ask in other words, or take a pack with a larger vocabulary.",
  });
}
