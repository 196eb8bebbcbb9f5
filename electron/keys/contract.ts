/** Where a key rests: the operating system's keychain, this process's memory, or its environment. */
export type KeyPlace = "keychain" | "session" | "environment";

/**
 * Keys of endpoints, each bound to the address it was given for, so that another address never gets it. A key is never
 * part of settings, projects, logs or answers of the API; it leaves here only for the request that it opens.
 */
export interface KeyStore {
  /** Where a key that is set now will rest, and why it is no better place. */
  readonly place: { readonly kind: "keychain" | "session"; readonly reason: string };
  /** The key for an endpoint's address, and where it came from. */
  find(url: string): { readonly key: string; readonly from: KeyPlace } | null;
  /** Null forgets it. Throws `read-only` and `disk-full` where the keychain's file cannot be written. */
  set(url: string, key: string | null): void;
}

/** What Electron's safeStorage offers, as far as it is used here. */
export interface Encryption {
  isEncryptionAvailable(): boolean;
  /** Linux alone; "basic_text" is no protection. */
  getSelectedStorageBackend?(): string;
  encryptString(text: string): Buffer;
  decryptString(bytes: Buffer): string;
}
