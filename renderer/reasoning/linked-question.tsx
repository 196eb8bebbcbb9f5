import { type ReactNode, useMemo } from "react";
import type { Candidate } from "#core/samples";
import { useSessionState } from "#renderer/session";
import { LinkedWords } from "./linked-words.tsx";
import { piecesWith } from "./pieces.ts";
import { questionMentions } from "./scene-mentions.ts";
import { useSceneFacts } from "./use-scene-facts.ts";

const none: readonly Candidate[] = [];

/** A question whose words are linked where its program tells what they refer to; else what stands inside. */
export function LinkedQuestion({ text, children }: { readonly text: string; readonly children: ReactNode }) {
  const facts = useSceneFacts();
  const candidates = useSessionState((state) => state.sample?.detail.candidates ?? none);
  const mentions = useMemo(() => (facts === null ? [] : questionMentions(text, facts)), [text, facts]);
  const pieces = useMemo(() => piecesWith(text, mentions), [text, mentions]);
  if (mentions.length === 0) return children;
  return <LinkedWords pieces={pieces} facts={facts} candidates={candidates} testId="question" />;
}
