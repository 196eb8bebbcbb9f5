export const TOOLS: Readonly<Record<string, { readonly makes: string; readonly from: string }>>;
export function has(program: string): boolean;
export function findTools(log: (line: string) => void): string[];
