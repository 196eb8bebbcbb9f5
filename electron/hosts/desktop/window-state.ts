import { join } from "node:path";
import { type BrowserWindow, type Rectangle, screen } from "electron";
import { z } from "zod";
import { readJsonFile, writeJsonFile } from "#electron/config";

const windowStateSchema = z
  .object({
    bounds: z
      .object({ x: z.number().int(), y: z.number().int(), width: z.number().int(), height: z.number().int() })
      .nullable()
      .default(null),
    maximized: z.boolean().default(false),
  })
  .prefault({});
export type WindowState = z.infer<typeof windowStateSchema>;

export const SMALLEST_WINDOW = { width: 960, height: 640 } as const;
const FIRST_WINDOW = { width: 1440, height: 900 } as const;

const fileIn = (configDir: string): string => join(configDir, "window.json");

/** Where the window was left, if that place can still be seen; else the first size, placed by the system. */
export function loadWindowState(configDir: string): { bounds: Partial<Rectangle>; maximized: boolean } {
  const { bounds, maximized } = readJsonFile(fileIn(configDir), windowStateSchema);
  const seen = bounds !== null && screen.getAllDisplays().some((display) => overlaps(bounds, display.workArea));
  return { bounds: seen ? bounds : FIRST_WINDOW, maximized };
}

/** Notes size and place as the window closes. */
export function keepWindowState(configDir: string, window: BrowserWindow): void {
  window.on("close", () => {
    const state: WindowState = { bounds: window.getNormalBounds(), maximized: window.isMaximized() };
    writeJsonFile(fileIn(configDir), state);
  });
}

/** Enough of the title bar to take hold of. */
const GRIP = 80;

function overlaps(a: Rectangle, b: Rectangle): boolean {
  const across = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const down = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  return across >= GRIP && down >= GRIP;
}
