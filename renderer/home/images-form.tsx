import { SegmentedControl, Textarea } from "@mantine/core";
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
  return (
    <div className={styles.form}>
      <FolderBrowser label="Folder of images" dir={value.dir} showImages onGo={(dir) => onChange({ ...value, dir })} />
      <Textarea
        label="Question"
        description="Asked of every image in the folder; what is to be found?"
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
          aria-label="Images"
          value={value.copy ? "copy" : "reference"}
          data={[
            { value: "reference", label: "Refer to the images where they are" },
            { value: "copy", label: "Copy them into the project" },
          ]}
          onChange={(choice) => onChange({ ...value, copy: choice === "copy" })}
        />
        <p className={styles.hint}>
          {value.copy
            ? "The project can be moved and shared as one folder."
            : "Takes no space; a picture that is moved or changed later is shown as such."}
        </p>
      </div>
    </div>
  );
}
