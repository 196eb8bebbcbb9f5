export { type ComposedText, compose, MOST_WORDS } from "./compose.ts";
export {
  type QuestionOptions,
  type RejectedReason,
  type SampledQuestions,
  sampleQuestions,
} from "./sample-questions.ts";
export { WORDINGS, type Wording } from "./wording.ts";
export { stepWords } from "./words.ts";
