export type * from "./contract.ts";
export { addressOf, createKeyStore, KEY_VARIABLE } from "./key-store.ts";
