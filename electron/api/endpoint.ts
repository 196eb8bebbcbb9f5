import { z } from "zod";
import { AppError } from "#core/errors";
import type { ConfiguredEndpoint } from "#electron/runs";
import { createChatClient } from "#native-models/chat";
import { endpointOf } from "./configured-endpoint.ts";
import type { Services } from "./services.ts";
import { procedure, router } from "./trpc.ts";

const keyStateSchema = z.object({
  /** Where the key for the configured address comes from; null: there is none. The key itself is never told. */
  from: z.enum(["keychain", "session", "environment"]).nullable(),
  /** Where a key would rest that is set now, in words. */
  place: z.object({ kind: z.enum(["keychain", "session"]), reason: z.string() }),
});
export type KeyState = z.infer<typeof keyStateSchema>;

const testAnswerSchema = z.object({ text: z.string(), milliseconds: z.number() });

function configured(services: Services): ConfiguredEndpoint {
  const endpoint = endpointOf(services);
  if (endpoint !== null) return endpoint;
  throw new AppError({
    code: "bad-input",
    message: "No endpoint is configured.",
    where: "settings",
    cure: "Write its address and the model's name into the settings first.",
  });
}

function keyState(services: Services): KeyState {
  const { endpoint } = services.settings();
  const found = endpoint === null ? null : services.keys.find(endpoint.url);
  return { from: found?.from ?? null, place: services.keys.place };
}

export const endpointRouter = router({
  key: procedure.output(keyStateSchema).query(({ ctx }) => keyState(ctx.services)),

  /** Sets the key of the configured address, or forgets it (null). */
  setKey: procedure
    .input(z.object({ key: z.string().trim().min(1).max(4096).nullable() }))
    .output(keyStateSchema)
    .mutation(({ ctx, input }) => {
      ctx.services.keys.set(configured(ctx.services).endpoint.url, input.key);
      return keyState(ctx.services);
    }),

  /** Sends one short text, no picture, and answers what came back: the endpoint is there and knows the model. */
  test: procedure.output(testAnswerSchema).mutation(async ({ ctx, signal }) => {
    const { endpoint, key } = configured(ctx.services);
    const once = { ...endpoint, retries: 0, maxTokens: Math.min(endpoint.maxTokens, 256) };
    const client = createChatClient({ endpoint: once, key, cacheDir: ctx.services.dirs.cacheDir });
    const start = performance.now();
    const message = { role: "user", parts: [{ text: "Answer with the one word: ready" }] } as const;
    const { text } = await client.complete([message], { signal, fresh: true });
    return { text: text.slice(0, 500), milliseconds: Math.round(performance.now() - start) };
  }),
});
