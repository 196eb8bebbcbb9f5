import { number } from "./counts.ts";

/** People's own words on the screen: what is said where they are long or cannot be seen. */
export const words = {
  less: "Show less",
  all: (characters: number) => `Show all ${number(characters)} characters`,
  onlyInvisible: "(only invisible characters)",
  control: "control character",
  surrogate: "half of a character (lone surrogate)",
  tag: "invisible tag",
  invisible: "invisible character",
};
