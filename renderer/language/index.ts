export type { TourKeys } from "./english/tour.ts";
export { filled } from "./filled.ts";
export {
  type Catalogue,
  englishLanguage,
  type Language,
  numberNow,
  setLanguage,
  textNow,
  titleOf,
  useLanguage,
  useText,
} from "./store.ts";
