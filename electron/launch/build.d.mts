export interface BuildTarget {
  readonly name: string;
  readonly title: string;
  readonly config: string;
  readonly outDir: string;
  readonly entries: readonly string[];
  readonly roots: readonly string[];
  readonly files: readonly string[];
}

export interface BuildOptions {
  readonly targets?: readonly string[];
  readonly log?: (line: string) => void;
  readonly force?: boolean;
  readonly root?: string;
  readonly build?: (target: BuildTarget, stagingDir: string, root: string) => Promise<void>;
}

export const PROJECT_ROOT: string;
export function ensureBuilt(options?: BuildOptions): Promise<{ built: string[]; skipped: string[] }>;
export function hashSources(root: string, target: BuildTarget): string;
