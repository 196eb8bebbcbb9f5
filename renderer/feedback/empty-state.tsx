import type { ReactNode } from "react";
import styles from "./feedback.module.css";

/** Says why there is nothing here and what to do about it. */
export function EmptyState(props: {
  readonly title: string;
  readonly children?: ReactNode;
  readonly icon?: ReactNode;
}) {
  return (
    <div className={styles.empty}>
      {props.icon}
      <strong>{props.title}</strong>
      {props.children}
    </div>
  );
}
