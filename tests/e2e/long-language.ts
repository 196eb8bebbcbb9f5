import { allActions } from "#renderer/actions";
import { setLanguage } from "#renderer/language";
import { lengthened, pseudoOf } from "../unit/renderer/pseudo-language.ts";

/* Goes into the page before it is drawn (language.spec.ts): a language of long words, written from right to left. */
const actionTitles = Object.fromEntries(allActions.map(({ id, title }) => [id, lengthened(title)]));
setLanguage({ ...pseudoOf(lengthened), actionTitles });
