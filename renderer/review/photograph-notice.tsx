import { ActionIcon, Button, Group } from "@mantine/core";
import { IconChevronDown, IconChevronUp, IconInfoCircle } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { create } from "zustand";
import { actions } from "#renderer/actions";
import { notify } from "#renderer/feedback";
import { type Catalogue, useText } from "#renderer/language";
import { useApi } from "#renderer/link";
import { needsQuestion, type ReviewSession, useSession, useSessionState } from "#renderer/session";
import { usePacks, useSettings } from "#renderer/settings";
import { openSettingsAt } from "#renderer/shell";
import { oneLine } from "#renderer/words";
import styles from "./review.module.css";

/** Whoever has read the notice can have one line of it, which stays so from photograph to photograph. */
const useFolded = create(() => ({ isFolded: false }));

type Texts = Catalogue["review"]["photograph"];

/** The point tool is often in hand already: what to do with it is said, and the keys go to the picture. */
function pickUpPoints(session: ReviewSession, words: Texts): void {
  actions.pointTool.perform({ session });
  document.querySelector<HTMLElement>("[data-canvas]")?.focus({ preventScroll: true });
  notify("info", { message: words.clickIt, cure: words.clickItHint }, "sample");
}

/**
 * Where nobody chose a model and none of this machine knows pictures like this one: says that nothing here reads the
 * question, and offers what does.
 */
export function PhotographNotice() {
  const words = useText().review.photograph;
  const api = useApi();
  const session = useSession();
  const projectId = useSessionState((state) => state.projectId);
  const detail = useSessionState((state) => state.sample?.detail ?? null);
  const isFolded = useFolded((state) => state.isFolded);
  const isAutomatic = useSettings().data?.run.automatic === true;
  // A pack that was installed meanwhile may know the picture.
  const packs = usePacks().dataUpdatedAt;
  const isAsked = detail !== null && detail.imageStatus === "ok" && !needsQuestion(detail);
  // Masks that came to be judged are nobody's answer to ask for here.
  const isReview = detail?.run === null && detail.candidates.some(({ source }) => source === "imported");
  const isAnswered = detail?.run?.evaluator === "pack" || detail?.run?.evaluator === "chat";
  const isShown = isAutomatic && isAsked && !isAnswered && !isReview;
  const { data: choice } = useQuery({
    // The picture decides, whichever sample shows it.
    queryKey: ["choice", projectId, detail?.imageId, packs],
    queryFn: ({ signal }) => api.runs.choice.query({ projectId, sampleId: detail?.id ?? "" }, { signal }),
    enabled: isShown && packs > 0,
    staleTime: Number.POSITIVE_INFINITY,
    // The host remembers its answers by the picture's bytes: here one a sample would be kept for minutes.
    gcTime: 0,
  });
  if (!isShown || choice?.reason !== "picture-differs") return null;
  const known = choice.made.map(({ id, domain }) => ({ id, domain: oneLine(domain, 120) }));
  const label = isFolded ? words.unfold : words.fold;
  return (
    <div className={styles.notice} role="note" data-testid="photograph-notice" data-folded={isFolded || undefined}>
      <IconInfoCircle size={16} aria-hidden />
      <div>
        <ActionIcon
          className={styles.fold}
          size={20}
          variant="subtle"
          color="gray"
          aria-expanded={!isFolded}
          aria-label={label}
          title={label}
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => useFolded.setState({ isFolded: !isFolded })}
        >
          {isFolded ? <IconChevronDown size={14} /> : <IconChevronUp size={14} />}
        </ActionIcon>
        <span title={isFolded ? `${words.text} ${words.knows(known)}` : words.knows(known)}>
          {isFolded ? words.short : words.text}
        </span>
        {!isFolded && <WhatAnswers session={session} />}
      </div>
    </div>
  );
}

function WhatAnswers({ session }: { readonly session: ReviewSession }) {
  const words = useText().review.photograph;
  return (
    <Group gap={6} mt={6}>
      <Button size="compact-xs" onClick={() => pickUpPoints(session, words)}>
        {words.clicks}
      </Button>
      <Button size="compact-xs" variant="default" onClick={() => openSettingsAt("packs")}>
        {words.packs}
      </Button>
      <Button size="compact-xs" variant="default" onClick={() => openSettingsAt("endpoint")}>
        {words.endpoint}
      </Button>
    </Group>
  );
}
