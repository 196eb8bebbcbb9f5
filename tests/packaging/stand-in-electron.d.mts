export function makeStandIn(options: {
  readonly dir: string;
  readonly platform?: string;
  readonly arch?: string;
}): Promise<string>;
