export function installedChromium(): string | null;
export function findChromium(): Promise<string | null>;
