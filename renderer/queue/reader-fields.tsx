import { Switch } from "@mantine/core";
import type { Facets } from "#core/samples";
import { useText } from "#renderer/language";
import { useSession, useSessionState } from "#renderer/session";
import { useSettings } from "#renderer/settings";
import { oneLine } from "#renderer/words";

/** One's own samples, and those about which their readers disagree. */
export function ReaderFields({ facets }: { readonly facets: Facets | null }) {
  const words = useText().filters;
  const session = useSession();
  const filter = useSessionState((state) => state.filter);
  const readers = useSessionState((state) => state.rules.readers);
  const me = useSettings().data?.author ?? null;
  const { assignee = [], readersDisagree, ...rest } = filter;
  const isMine = me !== null && assignee.length === 1 && assignee[0] === me;
  const hasAny = (facets?.assignee.length ?? 0) > 0 || isMine;
  const keepDisagree = readersDisagree === undefined ? {} : { readersDisagree };
  return (
    <>
      <Switch
        size="xs"
        label={words.mine(me === null ? null : oneLine(me, 40))}
        disabled={!hasAny}
        checked={isMine}
        onChange={(event) => {
          const mine = event.currentTarget.checked && me !== null ? { assignee: [me] } : {};
          session.setFilter({ ...rest, ...keepDisagree, ...mine });
        }}
      />
      {(readers > 1 || readersDisagree !== undefined) && (
        <Switch
          size="xs"
          label={facets ? words.readersDisagreeOf(facets.readersDisagree, facets.read) : words.readersDisagree}
          checked={readersDisagree ?? false}
          onChange={(event) => {
            const kept = assignee.length === 0 ? {} : { assignee };
            session.setFilter({ ...rest, ...kept, ...(event.currentTarget.checked ? { readersDisagree: true } : {}) });
          }}
        />
      )}
    </>
  );
}
