import { z } from "zod";

/** One thing that can be done, as the native menu shows it. */
export const menuItemSchema = z.object({
  id: z.string().min(1).max(100),
  title: z.string().min(1).max(200),
  /** As in the keymap, e.g. "Mod+Shift+Z"; null without a key. */
  keys: z.string().max(60).nullable(),
  enabled: z.boolean(),
});
export const menuSchema = z
  .array(z.object({ title: z.string().min(1).max(60), items: z.array(menuItemSchema).max(200) }))
  .max(20);
export type NativeMenu = z.infer<typeof menuSchema>;

/** What the desktop around a page asks of it. */
export const desktopNewsSchema = z.discriminatedUnion("kind", [
  /** The native menu's item of this action was chosen. */
  z.object({ kind: z.literal("action"), id: z.string() }),
  /** A project that was opened from outside, e.g. by a double click on its bundle. */
  z.object({ kind: z.literal("open"), dir: z.string() }),
]);
export type DesktopNews = z.infer<typeof desktopNewsSchema>;

/** What only a desktop can show; each answers null where the person thought better of it. */
export interface DesktopDialogs {
  chooseBundle(): Promise<string | null>;
  placeForBundle(suggested: string): Promise<string | null>;
}

type Reader = (news: DesktopNews) => void;

/** Where the page and the desktop around it meet: actions one way, choices and files the other. */
export class DesktopBoard {
  readonly #readers = { action: new Set<Reader>(), open: new Set<Reader>() };
  readonly #menuListeners = new Set<(menu: NativeMenu) => void>();
  /** What came before a page listened, e.g. the file that the app was started with. */
  #waiting: DesktopNews[] = [];
  /** Null in a web host. */
  dialogs: DesktopDialogs | null = null;

  offerMenu(menu: NativeMenu): void {
    for (const listener of this.#menuListeners) listener(menu);
  }

  onMenu(listener: (menu: NativeMenu) => void): () => void {
    this.#menuListeners.add(listener);
    return () => this.#menuListeners.delete(listener);
  }

  tell(news: DesktopNews): void {
    // A choice in the menu means what is on the screen now; a file can wait for a page.
    const readers = this.#readers[news.kind];
    if (readers.size === 0 && news.kind === "open") this.#waiting.push(news);
    for (const reader of readers) reader(news);
  }

  /** Hands over what waited, then everything of this kind that comes. */
  onNews(kind: DesktopNews["kind"], reader: Reader): () => void {
    this.#readers[kind].add(reader);
    if (kind === "open") for (const news of this.#waiting.splice(0)) reader(news);
    return () => this.#readers[kind].delete(reader);
  }
}
