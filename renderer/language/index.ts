export type { TourKeys } from "./english/tour.ts";
export {
  type Catalogue,
  englishLanguage,
  type Language,
  setLanguage,
  textNow,
  titleOf,
  useLanguage,
  useText,
} from "./store.ts";
