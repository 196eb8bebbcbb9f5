export type FetchOutcome = { readonly ok: true } | { readonly ok: false; readonly reason: string };

export interface HostFacts {
  readonly electronBinary: string | null;
  readonly electronInstalled?: boolean;
  readonly nodeVersion: string;
  readonly display: boolean;
  readonly platform: string;
  readonly root?: boolean;
  readonly forced: "web" | "electron" | null;
  readonly fetchOutcome: FetchOutcome | null;
}

export const ELECTRON_TOOLS_NODE: string;
export function chooseHost(facts: HostFacts): {
  readonly host: "electron" | "web" | "fetch";
  readonly reason: string;
};
export function atLeast(version: string, wanted: string): boolean;
