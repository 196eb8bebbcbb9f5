/** A folder name that every system takes, from a title in any language. */
export function folderNameOf(title: string): string {
  const name = title
    .normalize("NFC")
    .trim()
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must go.
    .replace(/[\u0000-\u001f\u007f<>:"/\\|?*]+/g, "-")
    .replace(/\s+/g, "-")
    .replace(/-+/g, "-")
    .replace(/^[-.]+|[-.]+$/g, "")
    .slice(0, 80);
  return name === "" || /^(con|prn|aux|nul|com\d|lpt\d)$/i.test(name) ? `project-${name || "1"}` : name;
}

export function joinPath(dir: string, name: string, platform: string): string {
  const separator = platform === "win32" ? "\\" : "/";
  return dir.endsWith(separator) || dir.endsWith("/") ? `${dir}${name}` : `${dir}${separator}${name}`;
}
