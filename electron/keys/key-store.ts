import { join } from "node:path";
import { z } from "zod";
import { readJsonFile, writeJsonFile } from "#electron/config";
import type { Encryption, KeyStore } from "./contract.ts";

/** Names the key for the command, and for a host that has no keychain. */
export const KEY_VARIABLE = "REA2SEG_API_KEY";

/** Address -> the key as the keychain encrypted it, base64. */
const fileSchema = z.record(z.string(), z.string()).prefault({});

/** One address however it is written: no trailing slash, no query, host in lower case. */
export function addressOf(url: string): string {
  const { origin, pathname } = new URL(url);
  return `${origin}${pathname.replace(/\/+$/, "")}`;
}

export interface KeyStoreOptions {
  readonly configDir: string;
  /** Electron's safeStorage; null on the web host, which has none. */
  readonly encryption: Encryption | null;
  readonly environment?: NodeJS.ProcessEnv;
}

/**
 * Keys set by a person rest in the operating system's keychain where there is one, else in memory until the app ends.
 * Without one of those the environment's REA2SEG_API_KEY is taken.
 */
export function createKeyStore({ configDir, encryption, environment = process.env }: KeyStoreOptions): KeyStore {
  const file = join(configDir, "keys.json");
  const session = new Map<string, string>();
  const keychain = encryption !== null && isSafe(encryption) ? encryption : null;
  return {
    place: placeOf(encryption, keychain),
    find(url) {
      const address = addressOf(url);
      const held = session.get(address);
      if (held !== undefined) return { key: held, from: "session" };
      const kept = keychain === null ? null : decrypted(keychain, readJsonFile(file, fileSchema)[address]);
      if (kept !== null) return { key: kept, from: "keychain" };
      const given = environment[KEY_VARIABLE]?.trim();
      return given ? { key: given, from: "environment" } : null;
    },
    set(url, key) {
      const address = addressOf(url);
      if (keychain === null) {
        if (key === null) session.delete(address);
        else session.set(address, key);
        return;
      }
      const { [address]: _, ...others } = readJsonFile(file, fileSchema);
      const own = key === null ? {} : { [address]: keychain.encryptString(key).toString("base64") };
      writeJsonFile(file, { ...others, ...own });
    },
  };
}

/** A desktop without a keyring gets Electron's "basic_text", whose password is public: that is no keychain. */
function isSafe(encryption: Encryption): boolean {
  return encryption.isEncryptionAvailable() && encryption.getSelectedStorageBackend?.() !== "basic_text";
}

function placeOf(encryption: Encryption | null, keychain: Encryption | null): KeyStore["place"] {
  if (keychain !== null) return { kind: "keychain", reason: "the operating system's keychain" };
  const reason =
    encryption === null
      ? "the studio in a browser has no keychain: the key is kept in memory and gone when the studio ends"
      : "this desktop has no keychain that is unlocked: the key is kept in memory and gone when the studio ends";
  return { kind: "session", reason };
}

/** Null for a key that this keychain cannot read, such as one copied from another machine. */
function decrypted(keychain: Encryption, stored: string | undefined): string | null {
  if (stored === undefined) return null;
  try {
    return keychain.decryptString(Buffer.from(stored, "base64"));
  } catch {
    return null;
  }
}
