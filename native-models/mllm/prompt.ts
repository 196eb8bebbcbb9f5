/**
 * Fills `{name}` places of a pack's prompt, each wherever it stands. A question's own braces are text and stay as they are.
 */
export function fillPrompt(template: string, values: Readonly<Record<string, string>>): string {
  return template.replace(
    /\{(\w+)\}/g,
    (place, name: string) => (Object.hasOwn(values, name) ? values[name] : place) ?? place,
  );
}
