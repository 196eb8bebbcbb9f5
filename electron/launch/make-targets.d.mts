export interface TargetOptions {
  readonly platform: string;
  readonly arch: string;
  /** Names, by comma; undefined: all that can be made here. */
  readonly targets: string | undefined;
  readonly log: (line: string) => void;
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Whether a program is there. */
  readonly has?: (program: string) => boolean;
}

export function has(program: string): boolean;
export function targetsFor(options: TargetOptions): readonly string[];
