export function makeAppImageTools(dir: string, arch?: string): string | null;
