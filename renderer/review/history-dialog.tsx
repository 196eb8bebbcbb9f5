import { Button, Modal } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import type { Check, Judgement, QuestionVersion } from "#core/samples";
import { ErrorPanel } from "#renderer/feedback";
import { ago } from "#renderer/home";
import { type Catalogue, useText } from "#renderer/language";
import { reportOf, useApi } from "#renderer/link";
import { askQueueAnew, statusLooks } from "#renderer/queue";
import { useSession, useSessionState } from "#renderer/session";
import { openDialog, useShell } from "#renderer/shell";
import { oneLine, Words } from "#renderer/words";
import styles from "./history.module.css";
import { Pointings } from "./history-pointings.tsx";
import { QuestionDiff } from "./question-diff.tsx";
import { type Sitting, sittingsOf } from "./sittings.ts";

/** Every wording of the open sample's question, what changed from one to the next, and every verdict. */
export function HistoryDialog() {
  const words = useText().history;
  const isOpen = useShell((shell) => shell.dialog === "history");
  return (
    <Modal
      opened={isOpen}
      onClose={() => openDialog(null)}
      title={words.title}
      size={640}
      closeButtonProps={{ "aria-label": words.close }}
    >
      {isOpen && <History />}
    </Modal>
  );
}

function History() {
  const words = useText().history;
  const api = useApi();
  const projectId = useSessionState((state) => state.projectId);
  const sampleId = useSessionState((state) => state.sample?.detail.id ?? "");
  const version = useSessionState((state) => state.sample?.detail.questionVersion ?? 0);
  const depth = useSessionState((state) => state.sample?.undoDepth ?? 0);
  const { data, error } = useQuery({
    queryKey: ["history", projectId, sampleId, version, depth],
    queryFn: ({ signal }) => api.samples.history.query({ projectId, sampleId }, { signal }),
    enabled: sampleId !== "",
    // Somebody else may have judged it meanwhile.
    staleTime: 0,
  });
  if (error) return <ErrorPanel report={reportOf(error)} />;
  if (!data) return null;
  const newestFirst = [...data.questions].reverse();
  const sittings = sittingsOf(data.verdicts);
  return (
    <div className={styles.history} data-testid="history">
      <h3>{words.question}</h3>
      <ol>
        {newestFirst.map((one) => (
          <Version
            key={one.version}
            version={one}
            before={data.questions.find(({ version }) => version === one.version - 1)?.question ?? null}
            sampleId={sampleId}
            isPresent={one.version === version}
            present={newestFirst[0]?.question ?? ""}
          />
        ))}
      </ol>
      <Pointings pointings={data.pointings} />
      <h3>{words.verdicts}</h3>
      {data.verdicts.length === 0 && <p className={styles.none}>{words.noVerdicts}</p>}
      <ol>
        {sittings.reverse().map((sitting, index) => (
          <Given
            // biome-ignore lint/suspicious/noArrayIndexKey: verdicts are only added, and have no other name.
            key={sittings.length - index}
            sitting={sitting}
            isEarlier={
              data.questions.find((q) => q.version === sitting.last.questionVersion)?.question !==
              newestFirst[0]?.question
            }
          />
        ))}
      </ol>
    </div>
  );
}

interface VersionProps {
  readonly version: QuestionVersion;
  readonly before: string | null;
  readonly sampleId: string;
  readonly isPresent: boolean;
  readonly present: string;
}

function Version({ version, before, sampleId, isPresent, present }: VersionProps) {
  const words = useText().history;
  const session = useSession();
  const client = useQueryClient();
  const projectId = useSessionState((state) => state.projectId);
  const restore = async (): Promise<void> => {
    if (await session.questions.edit(sampleId, version.question)) await askQueueAnew(client, projectId);
  };
  const canRestore = !isPresent && version.question.trim() !== "" && version.question !== present;
  return (
    <li data-testid={`question-version-${version.version}`}>
      <Who author={version.author} at={version.at} otherwise={words.asItCame} />
      <div className={styles.text}>
        {before === null || before.trim() === "" ? (
          <Words text={version.question || words.noQuestion} most={1200} />
        ) : (
          <QuestionDiff before={before} after={version.question} />
        )}
      </div>
      {canRestore && (
        <Button size="compact-xs" variant="default" onClick={() => void restore()}>
          {words.restore}
        </Button>
      )}
    </li>
  );
}

const pointsOf = ({ checks = {}, reasons = [] }: Judgement, { history, points }: Catalogue): string =>
  [
    ...Object.entries(checks).map(([check, yes]) => history.point(points.checks[check as Check].short, yes)),
    ...reasons.map((reason) => points.reasons[reason]),
  ].join(" · ");

function Given({ sitting, isEarlier }: { readonly sitting: Sitting; readonly isEarlier: boolean }) {
  const text = useText();
  const { decision, comment, author, at } = sitting.last;
  const look = statusLooks[decision];
  const points = pointsOf(sitting.last, text);
  return (
    <li data-testid="history-verdict">
      <Who author={author} at={at} otherwise="" />
      <div>
        <b style={{ color: look.colour }}>
          {look.glyph} {text.queue.statuses[decision]}
        </b>
        {isEarlier && <span className={styles.earlier}> {text.history.earlier}</span>}
        {points !== "" && <span className={styles.points}> {points}</span>}
      </div>
      {comment !== "" && (
        <div className={styles.comment}>
          <Words text={comment} most={600} />
        </div>
      )}
      {sitting.before.length > 0 && <Before verdicts={sitting.before} />}
    </li>
  );
}

/** What was changed in the same go, step by step, for who wants to know. */
function Before({ verdicts }: { readonly verdicts: readonly Judgement[] }) {
  const text = useText();
  return (
    <details className={styles.before} data-testid="history-before">
      <summary>{text.history.steps(verdicts.length)}</summary>
      <ol>
        {verdicts.map((verdict, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: verdicts are only added, and have no other name.
          <li key={index} title={new Date(verdict.at).toLocaleString()}>
            {pointsOf(verdict, text) || text.history.noPoints}
            {verdict.comment !== "" && (
              <>
                {" "}
                · <Words text={verdict.comment} most={200} />
              </>
            )}
          </li>
        ))}
      </ol>
    </details>
  );
}

interface WhoProps {
  readonly author: string | null;
  readonly at: string | null;
  readonly otherwise: string;
}

function Who({ author, at, otherwise }: WhoProps) {
  if (author === null || at === null) return <div className={styles.who}>{otherwise}</div>;
  return (
    <div className={styles.who} title={new Date(at).toLocaleString()}>
      <bdi>{oneLine(author, 80)}</bdi> · {ago(at)}
    </div>
  );
}
