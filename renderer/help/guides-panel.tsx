import { Loader, Select, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { ErrorPanel } from "#renderer/feedback";
import { useText } from "#renderer/language";
import { type Block, blocksOf, GUIDES, type Guide, guideText } from "./guides.ts";
import styles from "./help.module.css";

/** The guides that came with the app: nothing is fetched from anywhere. */
export function Guides() {
  const words = useText().help;
  const [guide, setGuide] = useState<Guide>("verification");
  const page = useQuery({ queryKey: ["guide", guide], queryFn: () => guideText(guide), retry: false });
  return (
    <>
      <Select
        size="xs"
        w={280}
        aria-label={words.guides}
        allowDeselect={false}
        value={guide}
        data={GUIDES.map((value) => ({ value, label: words.guideTitles[value] }))}
        onChange={(value) => value && setGuide(value as Guide)}
      />
      {page.isPending && (
        <Text role="status" size="sm" c="dimmed" mt={10}>
          <Loader size={14} /> {words.guideLoading}
        </Text>
      )}
      {page.error && (
        <ErrorPanel report={{ message: words.guideProblem, where: page.error.message, cure: words.guideCure }} />
      )}
      {page.data !== undefined && <Page key={guide} markdown={page.data} />}
    </>
  );
}

function Page({ markdown }: { readonly markdown: string }) {
  const blocks = useMemo(() => blocksOf(markdown), [markdown]);
  return (
    <article className={styles.guide} data-testid="guide" lang="en" dir="ltr">
      {blocks.map((block, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a page's parts have no other name than their place.
        <Part key={index} block={block} />
      ))}
    </article>
  );
}

function Part({ block }: { readonly block: Block }) {
  switch (block.kind) {
    case "heading":
      return <h3>{block.text}</h3>;
    case "code":
      // biome-ignore lint/a11y/noNoninteractiveTabindex: wide text scrolls, with the keyboard too.
      return <pre tabIndex={0}>{block.text}</pre>;
    case "table":
      return <Rows rows={block.rows} />;
    case "text":
      return <p>{block.text}</p>;
  }
}

function Rows({ rows: [head = [], ...rows] }: { readonly rows: readonly (readonly string[])[] }) {
  return (
    <table>
      <thead>
        <tr>
          {head.map((cell, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a column has no other name than its place.
            <th key={at}>{cell}</th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a row has no other name than its place.
          <tr key={at}>
            {row.map((cell, column) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a column has no other name than its place.
              <td key={column}>{cell}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
