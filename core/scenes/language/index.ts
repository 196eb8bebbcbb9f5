export { type ComposedText, compose, MOST_WORDS, TEMPLATES } from "./compose.ts";
export { HELD_OUT_WORDS } from "./held-out-words.ts";
export { type NounPhrase, nounPhrases } from "./read-phrases.ts";
export {
  type QuestionOptions,
  type RejectedReason,
  type SampledQuestions,
  sampleQuestions,
} from "./sample-questions.ts";
export { WORDINGS, type Wording } from "./wording.ts";
export { stepWords } from "./words.ts";
