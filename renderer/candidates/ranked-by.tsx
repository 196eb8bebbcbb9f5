import { Menu, Tooltip } from "@mantine/core";
import { IconChevronDown } from "@tabler/icons-react";
import type { Evaluation, SampleDetail } from "#core/samples";
import { actions } from "#renderer/actions";
import { useKeyLabel, withKey } from "#renderer/keymap";
import { filled, textNow, useText } from "#renderer/language";
import { useSession } from "#renderer/session";
import { oneLine } from "#renderer/words";
import styles from "./candidates.module.css";
import { BY_SAM, evaluationWords, evaluatorNames } from "./evaluator-names.ts";

type Run = NonNullable<SampleDetail["run"]>;

interface RankedByProps {
  readonly run: Run;
  readonly evaluations: readonly Evaluation[];
  /** Whose order the candidates have where it is not the newest run's. */
  readonly ranking: Evaluation | null;
}

/** Whose order the candidates have, and how much of it there is; where several evaluators scored them, the choice. */
export function RankedBy({ run, evaluations, ranking }: RankedByProps) {
  if (evaluations.length < 2) return <NewestRun run={run} />;
  return <Choice run={run} evaluations={evaluations} ranking={ranking} />;
}

function NewestRun({ run }: { readonly run: Run }) {
  return (
    <Tooltip label={explainRun(run)}>
      <span className={styles.by}>
        <RunWords run={run} />
      </span>
    </Tooltip>
  );
}

function Choice({ run, evaluations, ranking }: RankedByProps) {
  const words = useText().candidates;
  const session = useSession();
  const names = evaluatorNames(evaluations);
  const anotherKey = useKeyLabel(actions.rankByNext);
  const present = ranking ?? evaluations.find(({ runId }) => runId === run.id) ?? null;
  return (
    <Menu position="bottom-end" shadow="sm" withinPortal>
      <Menu.Target>
        <button
          type="button"
          className={`${styles.by} ${styles.choice}`}
          data-testid="ranked-by"
          title={ranking === null ? explainRun(run) : withKey(words.anotherOrder(evaluationWords(ranking)), anotherKey)}
        >
          <span className={styles.by}>
            {ranking === null ? <RunWords run={run} /> : <Words name={names[evaluations.indexOf(ranking)] ?? ""} />}
          </span>
          <IconChevronDown size={12} aria-hidden />
        </button>
      </Menu.Target>
      <Menu.Dropdown className={styles.choices ?? ""} aria-label={words.orders}>
        {evaluations.map((evaluation, i) => (
          <Menu.Item
            key={evaluation.key}
            aria-current={evaluation === present}
            leftSection={<span aria-hidden>{evaluation === present ? "●" : "○"}</span>}
            onClick={() => session.ranking.by(evaluation.key)}
          >
            <bdi className={styles.choiceName}>{names[i]}</bdi>
            <div className={styles.choiceRun}>{evaluationWords(evaluation)}</div>
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

function RunWords({ run }: { readonly run: Run }) {
  const words = useText().candidates;
  const { failed, isUnranked } = failuresOf(run);
  if (isUnranked) return <b className={styles.failed}>{words.notRanked}</b>;
  return (
    <>
      {failed > 0 && <b className={styles.failed}>{words.failed(failed)}</b>}
      <Words name={run.evaluator === BY_SAM ? words.bySam : nameOf(run)} />
    </>
  );
}

function Words({ name }: { readonly name: string }) {
  return filled(useText().candidates.rankedBy, <b>{name}</b>);
}

const nameOf = (run: Run): string => oneLine(run.scoring?.model ?? run.evaluator, 60);

function failuresOf({ scoring }: Run): { readonly failed: number; readonly isUnranked: boolean } {
  const groups = scoring?.groups ?? [];
  const failed = groups.filter((group) => group.scores === null).length;
  return { failed, isUnranked: failed > 0 && failed === groups.length };
}

function explainRun(run: Run): string {
  const from = textNow().candidates.ofRun(run.pack, new Date(run.at).toLocaleString());
  const { failed, isUnranked } = failuresOf(run);
  return `${explain(run.evaluator, nameOf(run), isUnranked ? null : failed)} ${from}`;
}

/** `failed` is the number of groups without scores, null where no group has any. */
function explain(evaluator: Run["evaluator"], name: string, failed: number | null): string {
  const words = textNow().candidates;
  if (failed === null) return words.noneScored(name);
  return evaluator === BY_SAM ? words.orderBySam : words.order(name, evaluator === "oracle", failed);
}
