export function withLock<T>(
  file: string,
  options: { onWait?: (pid: number) => void; pollMs?: number },
  work: () => Promise<T>,
): Promise<T>;
