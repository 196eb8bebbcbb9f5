/** Characters that some file system does not take in a name, and the percent sign that spells them. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: that is what is looked for
const SPECIAL = /[%\\/:*?"<>|\u0000-\u001f\u007f]/g;
const DEVICE = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?=\.|$)/i;

/**
 * A sample's id as the name of a file (without extension) that every file system takes; `idOfFileName` turns it back.
 * Most ids stay as they are; what cannot stand in a name is percent-encoded as in a URL.
 */
export function fileNameOfId(id: string): string {
  const name = id.replace(SPECIAL, encodeURIComponentStrictly).replace(/[. ]$/, encodeURIComponentStrictly);
  const safe = name.startsWith(".") ? `%2E${name.slice(1)}` : name;
  return safe.replace(DEVICE, (device) => `%${hex(device.charCodeAt(0))}${device.slice(1)}`);
}

/** Names that are no such spelling stand for themselves. */
export function idOfFileName(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

const hex = (code: number): string => code.toString(16).toUpperCase().padStart(2, "0");

function encodeURIComponentStrictly(text: string): string {
  return [...new TextEncoder().encode(text)].map((byte) => `%${hex(byte)}`).join("");
}
