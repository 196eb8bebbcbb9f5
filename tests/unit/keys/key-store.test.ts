import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { addressOf, createKeyStore, type Encryption, KEY_VARIABLE } from "#electron/keys";
import { temporaryFolder } from "../../parity/support.ts";

const URL_A = "https://a.example/v1";
const URL_B = "https://b.example/v1";
const SECRET = "sk-very-secret";

/** Encrypts by turning the bytes over: enough to see that no plain text is written. */
const keychain = (change: Partial<Encryption> = {}): Encryption => ({
  isEncryptionAvailable: () => true,
  getSelectedStorageBackend: () => "gnome_libsecret",
  encryptString: (text) => Buffer.from([...Buffer.from(text)].map((byte) => byte ^ 0x5a)),
  decryptString: (bytes) => Buffer.from([...bytes].map((byte) => byte ^ 0x5a)).toString(),
  ...change,
});

describe("with a keychain", () => {
  test("a key is found again by the next start, bound to its address, and never written in plain", async () => {
    const configDir = await temporaryFolder();
    const options = { configDir, encryption: keychain(), environment: {} };
    const store = createKeyStore(options);
    expect(store.place.kind).toBe("keychain");
    store.set(URL_A, SECRET);
    const next = createKeyStore(options);
    expect(next.find(`${URL_A}/`)).toEqual({ key: SECRET, from: "keychain" });
    expect(next.find(URL_B)).toBeNull();
    expect(readFileSync(join(configDir, "keys.json"), "utf8")).not.toContain(SECRET);
    next.set(URL_A, null);
    expect(createKeyStore(options).find(URL_A)).toBeNull();
  });

  test("one that it cannot read counts as none", async () => {
    const configDir = await temporaryFolder();
    createKeyStore({ configDir, encryption: keychain(), environment: {} }).set(URL_A, SECRET);
    const refuses = () => {
      throw new Error("another machine's");
    };
    const store = createKeyStore({ configDir, encryption: keychain({ decryptString: refuses }), environment: {} });
    expect(store.find(URL_A)).toBeNull();
  });
});

describe("without one", () => {
  test.each([
    ["the web host", null],
    ["a locked keyring", keychain({ isEncryptionAvailable: () => false })],
    ["Electron's basic_text, whose password is public", keychain({ getSelectedStorageBackend: () => "basic_text" })],
  ])("%s keeps it in memory alone", async (_, encryption) => {
    const configDir = await temporaryFolder();
    const store = createKeyStore({ configDir, encryption, environment: {} });
    expect(store.place.kind).toBe("session");
    store.set(URL_A, SECRET);
    expect(store.find(URL_A)).toEqual({ key: SECRET, from: "session" });
    expect(store.find(URL_B)).toBeNull();
    expect(existsSync(join(configDir, "keys.json"))).toBe(false);
    expect(createKeyStore({ configDir, encryption, environment: {} }).find(URL_A)).toBeNull();
  });

  test("the environment's key stands in, and one that was set comes first", async () => {
    const environment = { [KEY_VARIABLE]: " from-environment " };
    const store = createKeyStore({ configDir: await temporaryFolder(), encryption: null, environment });
    expect(store.find(URL_A)).toEqual({ key: "from-environment", from: "environment" });
    store.set(URL_A, SECRET);
    expect(store.find(URL_A)?.from).toBe("session");
  });
});

test("an address is the same however it is written", () => {
  expect(addressOf("HTTPS://A.example/v1/?x=1")).toBe(URL_A);
  expect(addressOf("http://a.example/v1")).not.toBe(URL_A);
});
