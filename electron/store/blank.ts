/** A sample with such a question waits as `needs-question`. */
export function isBlank(question: string): boolean {
  return question.trim() === "";
}
