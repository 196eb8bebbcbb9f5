import type { QueryClient } from "@tanstack/react-query";

/**
 * Reads the queue and its counts again. What is still being asked is asked anew, a first answer too: it may have been
 * given before the change, and invalidating alone would let it stand.
 */
export async function askQueueAnew(client: QueryClient, projectId: string): Promise<void> {
  await Promise.all(
    ["queue", "counts"].map(async (about) => {
      const queryKey = [about, projectId];
      await client.cancelQueries({ queryKey });
      await client.invalidateQueries({ queryKey });
    }),
  );
}
