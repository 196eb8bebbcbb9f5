import { useSyncExternalStore } from "react";
import { create } from "zustand";
import { english } from "./english/catalogue.ts";

/** Every text of the studio that is in the catalogue, by where it stands. English is the measure of the others. */
export type Catalogue = typeof english;

export interface Language {
  /** BCP 47, for the page's `lang` and for dates and numbers. */
  readonly id: string;
  readonly direction: "ltr" | "rtl";
  readonly catalogue: Catalogue;
  /** Titles of actions by their ids; an action's own, English one stands where there is none. */
  readonly actionTitles: Readonly<Record<string, string>>;
}

export const englishLanguage: Language = { id: "en", direction: "ltr", catalogue: english, actionTitles: {} };

export const useLanguage = create<Language>(() => englishLanguage);

/** The texts of the language in force, outside of components; ask anew each time. */
export const textNow = (): Catalogue => useLanguage.getState().catalogue;

/** The same in a component, which follows the language. */
export const useText = (): Catalogue => useSyncExternalStore(useLanguage.subscribe, textNow, textNow);

/** A number that stands by itself, as the language in force writes it. */
export const numberNow = (value: number): string => value.toLocaleString(useLanguage.getState().id);

interface Titled {
  readonly id: string;
  readonly title: string;
}

export const titleOf = (action: Titled): string => useLanguage.getState().actionTitles[action.id] ?? action.title;

/** Takes another catalogue, and turns the page where it is written from right to left. */
export function setLanguage(language: Language): void {
  useLanguage.setState(language, true);
  if (typeof document === "undefined") return;
  document.documentElement.lang = language.id;
  document.documentElement.dir = language.direction;
}
