import { SegmentedControl, Textarea } from "@mantine/core";
import { useText } from "#renderer/language";
import { FolderBrowser } from "./folder-browser.tsx";
import styles from "./home.module.css";

export interface ImagesChoice {
  readonly dir: string | undefined;
  readonly question: string;
  readonly copy: boolean;
}

export const noImages: ImagesChoice = { dir: undefined, question: "", copy: false };

interface ImagesFormProps {
  readonly value: ImagesChoice;
  readonly onChange: (value: ImagesChoice) => void;
}

/** Which images, with which question, and whether the project gets copies of them. */
export function ImagesForm({ value, onChange }: ImagesFormProps) {
  const words = useText().projects;
  return (
    <div className={styles.form}>
      <FolderBrowser
        label={words.imagesFolder}
        dir={value.dir}
        showImages
        onGo={(dir) => onChange({ ...value, dir })}
      />
      <Textarea
        label={words.question}
        description={words.questionHint}
        autosize
        minRows={2}
        maxRows={4}
        maxLength={100_000}
        dir="auto"
        value={value.question}
        onChange={(event) => onChange({ ...value, question: event.currentTarget.value })}
      />
      <div>
        <SegmentedControl
          size="xs"
          aria-label={words.images}
          value={value.copy ? "copy" : "reference"}
          data={[
            { value: "reference", label: words.refer },
            { value: "copy", label: words.copy },
          ]}
          onChange={(choice) => onChange({ ...value, copy: choice === "copy" })}
        />
        <p className={styles.hint}>{value.copy ? words.copyHint : words.referHint}</p>
      </div>
    </div>
  );
}
