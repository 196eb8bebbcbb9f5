export interface ZipFacts {
  readonly version: string;
  readonly platform: string;
  readonly arch: string;
}

export function zipName(version: string, platform: string, arch: string): string;
export function electronVersion(root: string): string;
export function publishedSums(root: string): Readonly<Record<string, string>>;
export function ensureElectronZip(
  options: ZipFacts & {
    readonly zipDir: string | undefined;
    readonly log: (line: string) => void;
    readonly sums?: Readonly<Record<string, string>>;
    readonly download: (facts: ZipFacts) => Promise<string>;
  },
): Promise<string>;
export function downloadElectron(facts: ZipFacts): Promise<string>;
