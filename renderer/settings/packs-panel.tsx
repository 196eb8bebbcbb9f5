import { Badge, Button, Group, Skeleton, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { EmptyState, ErrorPanel } from "#renderer/feedback";
import { type Catalogue, useText } from "#renderer/language";
import { reportOf } from "#renderer/link";
import { oneLine } from "#renderer/words";
import type { SettingsPanelProps } from "./general-panel.tsx";
import { InstallPack } from "./install-pack.tsx";
import styles from "./settings.module.css";
import { isUsable, type PackInfo, usePacks, useVerifyPack } from "./use-packs.ts";

/** The model packs of this machine: what each brings, for which pictures, which is used, and under which licence. */
export function PacksPanel({ settings, change }: SettingsPanelProps) {
  const words = useText().settings.packs;
  const packs = usePacks();
  const [installing, setInstalling] = useState(false);
  if (installing) return <InstallPack onDone={() => setInstalling(false)} />;
  return (
    <Stack gap={12}>
      <Group justify="space-between" wrap="nowrap">
        <Text size="sm" c="dimmed">
          {words.intro}
        </Text>
        <Button size="compact-sm" variant="default" flex="none" onClick={() => setInstalling(true)}>
          {words.install}
        </Button>
      </Group>
      {packs.isPending && <Skeleton height={96} />}
      {packs.error && <ErrorPanel report={reportOf(packs.error)} />}
      {packs.data?.length === 0 && <EmptyState title={words.none}>{words.noneHint}</EmptyState>}
      {packs.data?.map((pack) => (
        <PackRow key={pack.dir} pack={pack} settings={settings} change={change} />
      ))}
      <Text size="xs" c="dimmed" data-testid="licence-notice">
        <b>{words.licences}</b> {words.licenceNotice}
      </Text>
    </Stack>
  );
}

interface PackRowProps extends SettingsPanelProps {
  readonly pack: PackInfo;
}

function PackRow({ pack, settings, change }: PackRowProps) {
  const words = useText().settings.packs;
  if (pack.problem !== null || pack.id === null) {
    return <ErrorPanel report={{ message: pack.problem ?? "", where: pack.dir, cure: pack.cure ?? "" }} />;
  }
  return (
    <section className={styles.pack} aria-label={words.label(pack.id)} data-testid={`pack-${pack.id}`}>
      <Group gap={8} wrap="nowrap" justify="space-between">
        <Group gap={8} wrap="nowrap">
          <strong className="r2-words">{oneLine(pack.title ?? pack.id, 200)}</strong>
          <DefaultBadge pack={pack} run={settings.run} />
        </Group>
        <code>
          {pack.id}@{pack.version}
        </code>
      </Group>
      <Text size="xs" c="dimmed" className="r2-words">
        {words.madeFor} {oneLine(pack.domain ?? "", 500)}
      </Text>
      <Group gap={6} mt={4}>
        {partsOf(words, pack).map((part) => (
          <Badge key={part} size="sm" variant="default" tt="none" fw={500}>
            {part}
          </Badge>
        ))}
      </Group>
      <Text size="xs" c="dimmed" mt={4} className="r2-words">
        {words.facts(pack.origin, pack.bytes ?? 0, pack.files ?? 0, oneLine(pack.licence ?? "", 200))}
        {pack.hiddenBy !== null && words.hiddenBy(pack.hiddenBy)}
      </Text>
      <Text size="xs" c="dimmed" className={styles.packPlace}>
        <bdi>{pack.dir}</bdi>
      </Text>
      <Group gap={8} mt={6} align="flex-start">
        <VerifyPack name={`${pack.id}@${pack.version}`} />
        <ChooseDefault pack={pack} settings={settings} change={change} />
      </Group>
    </section>
  );
}

type RunSettings = PackRowProps["settings"]["run"];

const isChosen = (pack: PackInfo, run: RunSettings): boolean => !run.automatic && (run.pack ?? "mobilesam") === pack.id;

/** Which pack a run takes: the one that was chosen, or by the picture. */
function DefaultBadge({ pack, run }: { readonly pack: PackInfo; readonly run: RunSettings }) {
  const words = useText().settings.packs;
  if (!isUsable(pack)) return null;
  const role = run.automatic
    ? pack.domainDetector !== null
      ? words.byPicture
      : pack.id === "mobilesam"
        ? words.elseDefault
        : null
    : null;
  if (!isChosen(pack, run) && role === null) return null;
  return (
    <Badge size="sm" variant="light" tt="none" fw={500} flex="none" title={words.byPictureHint}>
      {role === null ? words.isDefault : `${words.isDefault} ${role}`}
    </Badge>
  );
}

function ChooseDefault({ pack, settings, change }: PackRowProps) {
  const words = useText().settings.packs;
  const { run } = settings;
  if (!isUsable(pack)) return null;
  if (isChosen(pack, run)) {
    return (
      <Button
        size="compact-xs"
        variant="default"
        onClick={() =>
          change({ run: { ...run, pack: null, attention: "grid", evaluator: "predicted-iou", automatic: true } })
        }
      >
        {words.leave}
      </Button>
    );
  }
  const { id } = pack;
  return (
    <Button
      size="compact-xs"
      variant="default"
      aria-label={words.makeDefaultNamed(id ?? "")}
      onClick={() =>
        change({
          run: {
            ...run,
            automatic: false,
            pack: id === "mobilesam" ? null : id,
            attention: pack.segmenter ? "pack" : "grid",
            evaluator: pack.evaluator ? "pack" : "predicted-iou",
            groupSize: Math.min(run.groupSize, pack.evaluator?.groupSize ?? run.groupSize),
          },
        })
      }
    >
      {words.makeDefault}
    </Button>
  );
}

/** What a pack brings, in words. */
function partsOf(words: Catalogue["settings"]["packs"], { sam, segmenter, evaluator, preset }: PackInfo): string[] {
  return [
    sam === null || sam === undefined
      ? ""
      : "family" in sam
        ? words.sam(sam.family === "sam1" ? 1 : 2)
        : words.samOf(sam.pack),
    segmenter ? words.segmenter : "",
    evaluator ? words.evaluator(evaluator.groupSize) : "",
    evaluator?.cot ? words.reasons : "",
    preset ? words.preset(preset) : "",
  ].filter(Boolean);
}

function VerifyPack({ name }: { readonly name: string }) {
  const words = useText().settings.packs;
  const verify = useVerifyPack();
  const found = verify.data?.find((pack) => pack.problem !== null);
  return (
    <>
      <Button size="compact-xs" variant="default" loading={verify.isPending} onClick={() => verify.mutate(name)}>
        {words.verify}
      </Button>
      {verify.data && !found && (
        <Text size="xs" c="dimmed" role="status">
          {words.verified}
        </Text>
      )}
      {found && <ErrorPanel report={{ message: found.problem ?? "", where: found.dir, cure: found.cure ?? "" }} />}
      {verify.error && <ErrorPanel report={reportOf(verify.error)} />}
    </>
  );
}
