import { Badge, Button, Group, Skeleton, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { EmptyState, ErrorPanel } from "#renderer/feedback";
import { reportOf } from "#renderer/link";
import { oneLine } from "#renderer/words";
import { InstallPack } from "./install-pack.tsx";
import styles from "./settings.module.css";
import { type PackInfo, usePacks, useVerifyPack } from "./use-packs.ts";

/** The model packs of this machine: what each brings, for which pictures, and under which licence. */
export function PacksPanel() {
  const packs = usePacks();
  const [installing, setInstalling] = useState(false);
  if (installing) return <InstallPack onDone={() => setInstalling(false)} />;
  return (
    <Stack gap={12}>
      <Group justify="space-between" wrap="nowrap">
        <Text size="sm" c="dimmed">
          A pack brings SAM, a segmenter that attends to the question, an evaluator that scores masks, or several of
          these.
        </Text>
        <Button size="compact-sm" variant="default" flex="none" onClick={() => setInstalling(true)}>
          Install…
        </Button>
      </Group>
      {packs.isPending && <Skeleton height={96} />}
      {packs.error && <ErrorPanel report={reportOf(packs.error)} />}
      {packs.data?.length === 0 && (
        <EmptyState title="No pack yet.">
          MobileSAM is built when a run first uses it; others can be installed.
        </EmptyState>
      )}
      {packs.data?.map((pack) => (
        <PackRow key={pack.dir} pack={pack} />
      ))}
    </Stack>
  );
}

function PackRow({ pack }: { readonly pack: PackInfo }) {
  if (pack.problem !== null || pack.id === null) {
    return <ErrorPanel report={{ message: pack.problem ?? "", where: pack.dir, cure: pack.cure ?? "" }} />;
  }
  return (
    <section className={styles.pack} aria-label={`Pack ${pack.id}`} data-testid={`pack-${pack.id}`}>
      <Group gap={8} wrap="nowrap" justify="space-between">
        <strong className="r2-words">{oneLine(pack.title ?? pack.id, 200)}</strong>
        <code>
          {pack.id}@{pack.version}
        </code>
      </Group>
      <Text size="xs" c="dimmed" className="r2-words">
        Made for: {oneLine(pack.domain ?? "", 500)}
      </Text>
      <Group gap={6} mt={4}>
        {partsOf(pack).map((part) => (
          <Badge key={part} size="sm" variant="default" tt="none" fw={500}>
            {part}
          </Badge>
        ))}
      </Group>
      <Text size="xs" c="dimmed" mt={4} className="r2-words">
        {pack.origin}; {((pack.bytes ?? 0) / 1e6).toFixed(1)} MB in {pack.files} files; licence{" "}
        {oneLine(pack.licence ?? "", 200)}
        {pack.hiddenBy !== null && `; hidden by the same version in ${pack.hiddenBy}`}
      </Text>
      <Text size="xs" c="dimmed" className={styles.packPlace}>
        <bdi>{pack.dir}</bdi>
      </Text>
      <VerifyPack name={`${pack.id}@${pack.version}`} />
    </section>
  );
}

/** What a pack brings, in words. */
function partsOf({ sam, segmenter, evaluator, preset }: PackInfo): string[] {
  return [
    sam === null || sam === undefined
      ? ""
      : "family" in sam
        ? `SAM ${sam.family === "sam1" ? 1 : 2}`
        : `SAM of ${sam.pack}`,
    segmenter ? "segmenter" : "",
    evaluator ? `evaluator, ${evaluator.groupSize} masks at once` : "",
    evaluator?.cot ? "reasons" : "",
    preset ? `preset ${preset}` : "",
  ].filter(Boolean);
}

function VerifyPack({ name }: { readonly name: string }) {
  const verify = useVerifyPack();
  const found = verify.data?.find((pack) => pack.problem !== null);
  return (
    <Group gap={8} mt={6}>
      <Button size="compact-xs" variant="default" loading={verify.isPending} onClick={() => verify.mutate(name)}>
        Verify
      </Button>
      {verify.data && !found && (
        <Text size="xs" c="dimmed" role="status">
          Every file and graph is as the manifest says.
        </Text>
      )}
      {found && <ErrorPanel report={{ message: found.problem ?? "", where: found.dir, cure: found.cure ?? "" }} />}
      {verify.error && <ErrorPanel report={reportOf(verify.error)} />}
    </Group>
  );
}
